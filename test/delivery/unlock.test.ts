import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { until } from '../helpers/until';
import { killGroup } from '../local/leash';
import { BUCKET, shareDev } from './dev-in-aws';
import { applyLong, killApplies } from './long-apply';

const STATE = 'vault-dr/dev/terraform.tfstate';
const HOUR_MS = 3_600_000;

const shared = shareDev();

afterEach(killApplies);

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
    Path: `${BUCKET}/${STATE}`,
  };
  const client = shared.current.client();
  const Bucket = BUCKET;
  await client.send(new PutObjectCommand({ Bucket, Key: `${STATE}.tflock`, Body: JSON.stringify(lock) }));
  client.destroy();
  return id;
}

const isLocked = async (): Promise<boolean> => (await shared.current.keys(`${STATE}.tflock`)).length > 0;

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('unlock', () => {
  it('takes off the lock of an apply that was killed here, once CONFIRM repeats its id, and the next apply works', async () => {
    const { child, terraform } = await applyLong(shared.current);
    const alive = await shared.current.deliver('unlock');
    expect(alive.code).toBe(1);
    // Other tests may run Terraform on this machine, too.
    expect(alive.stderr).toMatch(new RegExp(`Terraform runs on this machine \\(process [\\d, ]*\\b${terraform}\\b`));
    const id = /id +(\S+)\n +who +\S+@(?<host>\S+)\n +operation +OperationTypeApply/.exec(alive.stdout);
    expect(id?.groups?.['host']).toBe(hostname());

    killGroup(child, 'SIGKILL');
    process.kill(terraform, 'SIGKILL');
    await until(() => !isRunning(terraform));
    const [, lock = ''] = id ?? [];
    expect(await shared.current.fail('unlock')).toBe(
      `nothing was changed: to take this lock off, run "make unlock ENV=dev CONFIRM=${lock}"`,
    );
    expect(await isLocked()).toBe(true);
    expect(await shared.current.succeed('unlock', '--confirm', lock)).toContain('The lock is off.');
    expect(await isLocked()).toBe(false);
    await shared.current.applyChange();
  });

  it('refuses the lock of a run elsewhere that may still go on, unless its machine is named as dead', async () => {
    const id = await lockFromElsewhere(HOUR_MS / 2);
    expect(await shared.current.fail('unlock', '--confirm', id)).toMatch(
      /^nothing was changed: the run is on agent-7 and may last until .*add DEAD=agent-7$/,
    );
    expect(await shared.current.fail('unlock', '--confirm', id, '--dead', 'agent-8')).toContain(
      'the run is on agent-7',
    );
    expect(await isLocked()).toBe(true);
    await shared.current.succeed('unlock', '--confirm', id, '--dead', 'agent-7');
    expect(await isLocked()).toBe(false);
  });

  it('takes off the lock of a run elsewhere that is older than any run lasts', async () => {
    const id = await lockFromElsewhere(24 * HOUR_MS);
    expect(await shared.current.succeed('unlock', '--confirm', id)).toMatch(
      /who +ci@agent-7\n[^]*1440 minutes ago\nThe lock is off/,
    );
    expect(await isLocked()).toBe(false);
  });

  it('refuses the id of another lock, so that nobody takes off one that was not shown', async () => {
    const id = await lockFromElsewhere(24 * HOUR_MS);
    expect(await shared.current.fail('unlock', '--confirm', randomUUID())).toContain(`CONFIRM=${id}`);
    expect(await isLocked()).toBe(true);
    await shared.current.succeed('unlock', '--confirm', id);
  });

  it('says when there is no lock', async () => {
    expect(await shared.current.succeed('unlock')).toBe('The state of dev is not locked.\n');
  });
});
