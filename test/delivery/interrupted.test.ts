import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { killGroup } from '../local/leash';
import { until } from '../helpers/until';
import { DevInAws } from './dev-in-aws';
import { DELIVER } from './sandbox';

jest.setTimeout(180_000);

let dev: DevInAws;
let gates = 0;
const started: ChildProcess[] = [];

beforeAll(async () => {
  dev = await DevInAws.start();
  await dev.succeed('bootstrap');
}, 180_000);

afterEach(() => {
  for (const child of started.splice(0)) killGroup(child, 'SIGKILL');
});

afterAll(async () => {
  await dev?.stop();
});

interface Running {
  readonly child: ChildProcess;
  readonly terraform: number;
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string; readonly stdout: string }>;
  /** Lets the long resource end by itself. */
  open(): void;
}

/** Starts an apply whose resource takes long, and waits until Terraform has locked the state and is in it. */
async function applyLong(): Promise<Running> {
  await dev.planChange();
  const gate = join(dev.work, `gate-${++gates}`);
  const child = spawn(process.execPath, [...DELIVER, 'apply', '--env', 'dev'], {
    cwd: dev.team.folder,
    env: { ...process.env, ...dev.team.environment, APPLY_GATE: gate },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  started.push(child);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => (said[name] += text));
  }
  await until(
    () => said.stdout.includes('Provisioning with'),
    () => `the apply did not begin: ${said.stdout}${said.stderr}`,
  );
  return {
    child,
    terraform: terraformOf(dev.kept),
    ended: once(child, 'close').then(([code]) => ({ code: code as number | null, ...said })),
    open: () => writeFileSync(gate, ''),
  };
}

/** @returns the process of the Terraform that works in a folder below `folder` */
function terraformOf(folder: string): number {
  const found = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((pid) => {
      try {
        return (
          readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'terraform' &&
          readlinkSync(`/proc/${pid}/cwd`).startsWith(folder)
        );
      } catch {
        return false; // it has ended meanwhile, or belongs to somebody else
      }
    });
  if (found === undefined) throw new Error('Terraform does not run');
  return Number(found);
}

describe('an apply that is asked to end', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('by %s ends Terraform, which saves the state and releases its lock', async (signal, exitCode) => {
    const { child, ended } = await applyLong();
    // As a terminal does: to the whole group.
    killGroup(child, signal);
    const { code, stderr, stdout } = await ended;
    expect(code).toBe(exitCode);
    expect(stdout).toContain('Interrupt received.');
    expect(stderr).toContain(`terraform apply was stopped by ${signal}`);
    expect(await dev.keys('vault-dr/')).toEqual(['vault-dr/dev/terraform.tfstate']);
    await dev.planChange();
    await dev.succeed('apply');
  });

  it('gets one signal only when a pipeline sends its own to Terraform too', async () => {
    const { child, terraform, ended } = await applyLong();
    killGroup(child, 'SIGTERM');
    process.kill(terraform, 'SIGTERM');
    const { code, stdout } = await ended;
    expect(code).toBe(143);
    expect(stdout).not.toContain('Two interrupts received');
    expect(await dev.keys('vault-dr/')).toEqual(['vault-dr/dev/terraform.tfstate']);
  });
});
