import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { killGroup } from '../local/leash';
import { until } from '../helpers/until';
import type { DevInAws } from './dev-in-aws';
import { DELIVER } from './sandbox';

/** An apply that is in the middle of its only resource. */
export interface LongApply {
  readonly child: ChildProcess;
  readonly terraform: number;
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string; readonly stdout: string }>;
  /** Lets the long resource end by itself. */
  open(): void;
}

let gates = 0;
const started: ChildProcess[] = [];

/** Starts an apply whose resource takes long, and waits until Terraform has locked the state and is in it. */
export async function applyLong(dev: DevInAws): Promise<LongApply> {
  dev.merge();
  const approval = ['--approved', await dev.review(), '--approver', 'jo'];
  const gate = join(dev.work, `gate-${++gates}`);
  const child = spawn(process.execPath, [...DELIVER, 'apply', '--env', 'dev', ...approval], {
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

/** Kills every apply that a test started, also the Terraform of each. For `afterEach`. */
export function killApplies(): void {
  for (const child of started.splice(0)) killGroup(child, 'SIGKILL');
}
