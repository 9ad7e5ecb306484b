import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { CONFIGS } from '../../live/environments';
import { until } from '../helpers/until';
import { killGroup } from '../local/leash';
import { DevInAws } from './dev-in-aws';
import { applyLong, killApplies } from './long-apply';

jest.setTimeout(180_000);

const STATE = 'vault-dr/dev/terraform.tfstate';
const HOUR_MS = 3_600_000;

let dev: DevInAws;

beforeAll(async () => {
  dev = await DevInAws.start();
  await dev.succeed('bootstrap');
}, 180_000);

afterEach(killApplies);

afterAll(async () => {
  await dev?.stop();
});

/** @returns the id of a lock that a run on another machine took some time ago */
async function lockFromElsewhere(ageMs: number): Promise<string> {
  const id = randomUUID();
  const lock = {
    ID: id,
    Operation: 'OperationTypeApply',
    Info: '',
    Who: 'ci@agent-7',
    Version: '1.11.4',
    Created: new Date(Date.now() - ageMs).toISOString(),
    Path: `${CONFIGS.dev.state.bucket}/${STATE}`,
  };
  const client = dev.client();
  const Bucket = CONFIGS.dev.state.bucket;
  await client.send(new PutObjectCommand({ Bucket, Key: `${STATE}.tflock`, Body: JSON.stringify(lock) }));
  client.destroy();
  return id;
}

const isLocked = async (): Promise<boolean> => (await dev.keys(`${STATE}.tflock`)).length > 0;

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('unlock', () => {
  it('takes off the lock of an apply that was killed here, once CONFIRM repeats its id, and the next apply works', async () => {
    const { child, terraform } = await applyLong(dev);
    const alive = await dev.deliver('unlock');
    expect(alive.code).toBe(1);
    expect(alive.stderr).toContain(`Terraform runs on this machine (process ${terraform})`);
    const id = /id +(\S+)\n +who +\S+@(?<host>\S+)\n +operation +OperationTypeApply/.exec(alive.stdout);
    expect(id?.groups?.['host']).toBe(hostname());

    killGroup(child, 'SIGKILL');
    process.kill(terraform, 'SIGKILL');
    await until(() => !isRunning(terraform));
    const [, lock = ''] = id ?? [];
    expect(await dev.fail('unlock')).toBe(
      `nothing was changed: to take this lock off, run "make unlock ENV=dev CONFIRM=${lock}"`,
    );
    expect(await isLocked()).toBe(true);
    expect(await dev.succeed('unlock', '--confirm', lock)).toContain('The lock is off.');
    expect(await isLocked()).toBe(false);
    await dev.planChange();
    await dev.succeed('apply');
  });

  it('refuses the lock of a run elsewhere that may still go on, unless its machine is named as dead', async () => {
    const id = await lockFromElsewhere(HOUR_MS / 2);
    expect(await dev.fail('unlock', '--confirm', id)).toMatch(
      /^nothing was changed: the run is on agent-7 and may last until .*add DEAD=agent-7$/,
    );
    expect(await dev.fail('unlock', '--confirm', id, '--dead', 'agent-8')).toContain('the run is on agent-7');
    expect(await isLocked()).toBe(true);
    await dev.succeed('unlock', '--confirm', id, '--dead', 'agent-7');
    expect(await isLocked()).toBe(false);
  });

  it('takes off the lock of a run elsewhere that is older than any run lasts', async () => {
    const id = await lockFromElsewhere(24 * HOUR_MS);
    expect(await dev.succeed('unlock', '--confirm', id)).toMatch(
      /who +ci@agent-7\n[^]*1440 minutes ago\nThe lock is off/,
    );
    expect(await isLocked()).toBe(false);
  });

  it('refuses the id of another lock, so that nobody takes off one that was not shown', async () => {
    const id = await lockFromElsewhere(24 * HOUR_MS);
    expect(await dev.fail('unlock', '--confirm', randomUUID())).toContain(`CONFIRM=${id}`);
    expect(await isLocked()).toBe(true);
    await dev.succeed('unlock', '--confirm', id);
  });

  it('says when there is no lock', async () => {
    expect(await dev.succeed('unlock')).toBe('The state of dev is not locked.\n');
  });
});
