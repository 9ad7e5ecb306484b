import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Journal } from '../../functions/dr-operations/journal';
import { Lease } from '../../functions/dr-operations/lease';
import { startClock } from '../../functions/shared/clock';
import { config as dev } from '../../live/dev/config';
import { ROOT_CREDENTIALS } from '../local/aws/ministack';
import { Operator } from './operator';

jest.setTimeout(60_000);

let operator: Operator;
let tokens: { VAULT_TOKEN: string; VAULT_SECONDARY_TOKEN: string };
beforeEach(async () => {
  operator = await Operator.start({}, { initial: 'disabled' });
  const { rootToken } = operator.world;
  tokens = { VAULT_TOKEN: rootToken, VAULT_SECONDARY_TOKEN: rootToken };
}, 60_000);
afterEach(async () => {
  const seen = operator.whatWasSeen();
  await operator.stop();
  expect(seen).not.toContain(tokens.VAULT_TOKEN);
});

const writes = (): string[] =>
  operator.world.pair.drCalls
    .filter(({ method }) => method === 'POST')
    .map(({ cluster, path }) => `${cluster} ${path.replace('sys/replication/dr/', '')}`);

const JOURNAL_TABLE = `vault-dr-journal-${dev.environment}-${dev.identifier}`;

function tables(): Record<'home' | 'away', DynamoDBClient> {
  const table = (region: string): DynamoDBClient =>
    new DynamoDBClient({ region, endpoint: operator.world.aws.url, credentials: ROOT_CREDENTIALS });
  return { home: table(dev.home.region), away: table(dev.away.region) };
}

/** Takes the lease of the pair for another operation. */
function holdLease(): Promise<Lease> {
  return Lease.acquire({
    tables: tables(),
    tableName: JOURNAL_TABLE,
    need: 'whole',
    operationId: 'another',
    holder: 'switchover by sam in eu-west-1',
    clock: startClock(),
    note: () => undefined,
  });
}

describe('vault-dr enable', () => {
  it('makes two fresh clusters a pair after the name of the wiped one was typed, and has nothing to do after that', async () => {
    const consent = ['--yes', '--wipe', 'away'];
    const dry = await operator.run(['enable', '--dry-run', ...consent], { env: tokens });
    expect(dry.code).toBe(0);
    expect(dry.stdout).toContain('THIS WIPES IT');
    expect(writes()).toEqual([]);

    const refused = await operator.run(['enable', '--yes'], { env: tokens });
    expect(refused).toMatchObject({ code: 64, stderr: expect.stringContaining('confirm with --wipe away') as string });
    const cli = operator.start(['enable'], { tty: true, env: tokens });
    await cli.shows('Type its name to continue');
    cli.type('yes\r');
    expect((await cli.finished).code).toBe(1);
    expect(writes()).toEqual([]);

    const again = operator.start(['enable'], { tty: true, env: tokens });
    await again.shows('Type its name to continue');
    again.type('away\r');
    const { code, stdout } = await again.finished;
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('replicates and has') as string,
    });
    expect(writes()).toEqual(['home primary/enable', 'home primary/secondary-token', 'away secondary/enable']);
    expect((await operator.run(['status', '--check'])).stdout).toContain('healthy: home is primary, away follows');

    const then = await operator.run(['enable']);
    expect(then).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to do') as string });
    expect(then.stdout).toContain('Already done: home is primary.');
    expect(writes()).toHaveLength(3);
  });

  it('changes nothing while another operation holds the lease of the pair', async () => {
    const lease = await holdLease();
    const refused = await operator.run(['enable', '--wipe', 'away'], { env: tokens });
    await lease.release();
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Refused, nothing was changed. switchover by sam in eu-west-1') as string,
    });
    expect(writes()).toEqual([]);
    expect(await operator.world.regions.home.journal()).toEqual([]);
  });

  it('holds the lease while it runs, releases it, and writes its steps to the journal of both regions', async () => {
    let holder: string | undefined;
    const stop = operator.world.tap(async ({ moment, call }) => {
      if (moment === 'received' && call.endsWith('secondary/enable')) {
        holder = (await operator.world.regions.away.lease())?.holder;
      }
      return 'pass';
    });
    const { code } = await operator.run(['enable', '--wipe', 'away'], { env: tokens });
    stop();
    expect(code).toBe(0);
    expect(holder).toMatch(/^enable by \S+@\S+ /);
    for (const region of [operator.world.regions.home, operator.world.regions.away]) {
      expect(await region.lease()).toBeUndefined();
      expect(await region.journal()).toMatchObject([{ operation: 'enable', outcome: 'done' }]);
    }
    const { stdout } = await operator.run(['history', '-o', 'json']);
    const { operations } = JSON.parse(stdout) as { operations: [{ operationId: string }] };
    const one = await operator.run(['history', '--id', operations[0].operationId]);
    expect(one.stdout).toMatch(/enable-primary +home +done[^]*enable-secondary +away +done/);
  });

  it('is refused while an operation has begun and not ended', async () => {
    const journal = new Journal({ tables: tables(), tableName: JOURNAL_TABLE, note: () => undefined });
    const startedAt = new Date().toISOString();
    journal.write({ startedAt, operationId: '1', operation: 'switchover', to: 'away', outcome: 'partial' });
    await journal.close();
    const { code, stderr } = await operator.run(['enable', '--wipe', 'away'], { env: tokens });
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('An operation (switchover to away) was begun and has not ended') as string,
    });
    expect(writes()).toEqual([]);
  });

  it('stops half-way after an error, and the same command continues with the remaining steps', async () => {
    await operator.world.pair.away.inject({ kind: 'error', status: 403, path: 'secondary/enable' });
    const args = ['enable', '--wipe', 'away'];
    const { code, stderr } = await operator.run(args, { env: tokens });
    expect({ code, stderr }).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('Continue with: vault-dr enable dev') as string,
    });
    await operator.world.pair.away.restore();
    const then = await operator.run(args, { env: tokens });
    expect(then).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Already done: home is primary.') as string,
    });
    expect(writes().filter((call) => call.endsWith('primary/enable'))).toHaveLength(1);
    expect(writes()).toContain('home primary/revoke-secondary');
  });
});
