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

describe('vault-dr enable', () => {
  it('makes a pair of two fresh clusters, once the name of the one that is wiped was typed, and only once', async () => {
    const dry = await operator.run(['enable', '--dry-run']);
    expect(dry.code).toBe(0);
    expect(dry.stdout).toContain('THIS WIPES IT');
    expect(writes()).toEqual([]);

    const refused = await operator.run(['enable', '--yes'], { env: tokens });
    expect(refused).toMatchObject({ code: 64, stderr: expect.stringContaining('give --wipe away') as string });
    const cli = operator.start(['enable'], { tty: true, env: tokens });
    await cli.shows('Type its name to go on');
    cli.type('yes\r');
    expect((await cli.finished).code).toBe(1);
    expect(writes()).toEqual([]);

    const again = operator.start(['enable'], { tty: true, env: tokens });
    await again.shows('Type its name to go on');
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
    expect(then.stdout).toContain('Already so: home is primary.');
    expect(writes()).toHaveLength(3);
  });

  it('stops half-way where it may not go on, and the same command carries on with what is left', async () => {
    await operator.world.pair.away.inject({ kind: 'error', status: 403, path: 'secondary/enable' });
    const args = ['enable', '--wipe', 'away'];
    const { code, stderr } = await operator.run(args, { env: tokens });
    expect({ code, stderr }).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('Carry on with: vault-dr enable dev') as string,
    });
    await operator.world.pair.away.restore();
    const then = await operator.run(args, { env: tokens });
    expect(then).toMatchObject({ code: 0, stdout: expect.stringContaining('Already so: home is primary.') as string });
    expect(writes().filter((call) => call.endsWith('primary/enable'))).toHaveLength(1);
    expect(writes()).toContain('home primary/revoke-secondary');
  });
});
