import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlannedStep } from '../../cli/render/calls';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import { until } from '../helpers/until';
import { CTRL_C, type CliOptions, type Finished } from './run-cli';
import { DEFAULT_BEHAVIOUR } from '../local/vault';
import { Operator } from './operator';

const PREFIX = 'sys/replication/dr/';

let operator: Operator;
/** A batch token for calls to a primary. */
let vaultToken: string;
/** The values of the break-glass tokens. */
let preparedTokens: string[];
beforeAll(async () => {
  operator = await Operator.start();
  [vaultToken = ''] = await operator.secrets();
  preparedTokens = await Promise.all(CLUSTER_NAMES.map(preparedToken));
}, 60_000);
afterAll(async () => {
  const seen = operator.whatWasSeen();
  await operator.stop();
  for (const secret of [vaultToken, ...preparedTokens, ...operator.world.pair.home.keyShares])
    expect(seen).not.toContain(secret);
});
beforeEach(() => operator.calm(), 60_000);
jest.setTimeout(60_000);

const preparedToken = async (cluster: ClusterName): Promise<string> =>
  (JSON.parse(await operator.world.regions[cluster].secret('break-glass')) as { token: string }).token;
const share = (number: number): string => operator.world.pair.home.keyShares[number - 1] ?? '';
const withShares = (...numbers: number[]): Record<string, string> =>
  Object.fromEntries(numbers.map((number, index) => [`VAULT_RECOVERY_KEY_${index + 1}`, share(number)]));
const REASON = ['--reason', 'a test'];

const glass = (args: readonly string[], options: Omit<CliOptions, 'cwd'> = {}): Promise<Finished> =>
  operator.run(['break-glass', ...args, ...(options.tty ? [] : ['--yes'])], options);

/** All calls to the clusters except reads. */
function changes(): string[] {
  return operator.world.pair.drCalls
    .filter(({ method, path }) => method !== 'GET' && path !== `${PREFIX}status`)
    .map(({ cluster, path }) => `${cluster} ${path.replace(PREFIX, '')}`);
}
/** Returns a function that lists the calls since then. */
function watch(): () => string[] {
  const before = changes().length;
  return () => changes().slice(before);
}
const made = (cluster: string, shares = 2): string[] => [
  `${cluster} secondary/generate-operation-token/attempt`,
  ...Array<string>(shares).fill(`${cluster} secondary/generate-operation-token/update`),
];

describe('vault-dr break-glass failover', () => {
  it('promotes with key shares when the primary is lost, moves the client name, and writes the journal', async () => {
    await operator.world.pair.home.inject({ kind: 'refuse' });
    const asked = watch();
    const { code, stdout, stderr } = await glass(['failover', ...REASON], { env: withShares(1, 2) });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(asked()).toEqual([...made('away'), 'away secondary/promote', 'away secondary/operation-token/delete']);
    expect(stdout).toContain('failover done');
    expect(stdout).toContain('Left to do: when the other cluster is back');
    expect(stdout).toContain('was not deleted: away is a primary now');
    expect(await operator.world.weights()).toEqual({ home: 0, away: 255 });
    const { stdout: history } = await operator.run(['history']);
    expect(history).toMatch(/failover .*done/);
  });

  it('demotes an old primary that answers first, and links it at the end', async () => {
    const asked = watch();
    const env = { ...withShares(3, 1), VAULT_TOKEN: vaultToken };
    const { code, stdout } = await glass(['failover', ...REASON], { env });
    expect(code).toBe(0);
    expect(asked()).toEqual([
      ...made('away'),
      'home primary/demote',
      'away secondary/promote',
      ...made('home'),
      'away primary/secondary-token',
      'home secondary/update-primary',
      'away secondary/operation-token/delete',
      'home secondary/operation-token/delete',
    ]);
    expect(stdout).toMatch(/failover done.*rejoin done.*The operation token of home was deleted/s);
    expect(operator.world.pair.home.state).toBe('stream-wals');
  });

  it('leaves the old primary for later without VAULT_TOKEN, and reports that', async () => {
    await operator.world.pair.home.inject({ kind: 'refuse' });
    await glass(['failover', ...REASON], { env: withShares(1, 2) });
    await operator.world.pair.home.restore();
    const { code, stderr } = await glass(['failover', ...REASON], { env: withShares(1, 2) });
    expect(code).toBe(0);
    expect(stderr).toContain('VAULT_TOKEN is not set');
    expect(operator.world.pair.home.mode).toBe('primary');
  });

  it('makes exactly the calls that the dry run showed', async () => {
    const dry = await operator.run(['break-glass', 'failback', '--dry-run']);
    expect(dry.stdout).toContain('Nothing to do');
    const { code, stdout } = await operator.run(['break-glass', 'failover', '--dry-run', '-o', 'json']);
    expect(code).toBe(0);
    const { calls } = JSON.parse(stdout) as { calls: PlannedStep[][] };
    const names = { [operator.world.pair.home.address]: 'home', [operator.world.pair.away.address]: 'away' };
    const planned = calls
      .flat()
      .flatMap((step) =>
        step.calls
          .filter(({ call }) => call.startsWith('POST'))
          .map(({ at, call }) => `${names[at]} ${call.replace(`POST /v1/${PREFIX}`, '')}`),
      );
    const asked = watch();
    await glass(['failover', ...REASON], { env: { ...withShares(1, 2), VAULT_TOKEN: vaultToken } });
    const done = asked().filter((call, index, all) => call !== all[index - 1]);
    expect(done.slice(0, planned.length)).toEqual(planned);
  });

  it('prompts for shares one after the other without showing them, after clusters and loss were shown', async () => {
    await operator.world.pair.home.inject({ kind: 'refuse' });
    const cli = operator.start(['break-glass', 'failover', ...REASON], { tty: true });
    await cli.shows(/Make away the primary of dev and move \S+ to it, with key shares\? \[y\/N\]/);
    expect(cli.screen.text).toContain('away (eu-central-1) becomes primary instead of home (eu-west-1)');
    expect(cli.screen.text).toMatch(/Possible loss: \S/);
    cli.type('y\r');
    await cli.shows('Key share 1 of 2');
    cli.type('slip of the tongue\r');
    await cli.shows('That is not a key share'); // The next share is typed before its prompt, and must not be shown either.
    cli.type(`${share(1)}\r`);
    await cli.shows('away: 1 of 2 key shares');
    cli.type(`${share(2)}${share(3)}\r`);
    await cli.shows('This key share has 66 bytes instead of 33');
    cli.type(`${share(1)}\r`);
    await cli.shows('was already given');
    cli.type(`${share(3)}\r`);
    const { code } = await cli.finished;
    expect(code).toBe(0);
    expect(operator.world.pair.away.mode).toBe('primary');
  });

  it('reads shares from files, and warns of a file that other users can read', async () => {
    await operator.world.pair.home.inject({ kind: 'refuse' });
    const folder = join(operator.folder, 'shares');
    mkdirSync(folder);
    writeFileSync(join(folder, 'one'), `${share(1)}\n`, { mode: 0o600 });
    writeFileSync(join(folder, 'two'), `${share(2)}\n`, { mode: 0o644 });
    const files = ['one', 'two'].map((name) => join(folder, name));
    const { code, stderr } = await glass(['failover', ...REASON, ...files.flatMap((file) => ['--key-file', file])]);
    rmSync(folder, { recursive: true });
    expect(code).toBe(0);
    expect(stderr).toContain(`other users can read ${files[1]}`);
    expect(stderr).not.toContain(`other users can read ${files[0]}`);
  });

  it.each<[string, number, Record<string, string>, RegExp]>([
    [
      'a wrong share',
      1,
      { VAULT_RECOVERY_KEY_1: 'ab'.repeat(33), VAULT_RECOVERY_KEY_2: 'cd'.repeat(33) },
      /nothing was changed\. .*wrong/,
    ],
    ['too few shares', 1, { VAULT_RECOVERY_KEY_1: 'ab'.repeat(33) }, /needs 2 different key shares, and 1 were given/],
    ['no share at all', 1, {}, /VAULT_RECOVERY_KEY_1/],
    [
      'a word that is far too short for a share',
      64,
      { VAULT_RECOVERY_KEY_2: 'c2hvcnRlcg' },
      /The variable VAULT_RECOVERY_KEY_2 does not hold a key share/,
    ],
    [
      'something else than a share',
      64,
      { VAULT_RECOVERY_KEY_7: 'not a share!' },
      /The variable VAULT_RECOVERY_KEY_7 does not hold a key share/,
    ],
  ])('changes nothing with %s', async (_what, expected, env, words) => {
    await operator.world.pair.home.inject({ kind: 'refuse' });
    const { code, stdout, stderr } = await glass(['failover', ...REASON], { env });
    expect({ code, said: stdout + stderr }).toEqual({ code: expected, said: expect.stringMatching(words) as string });
    expect(operator.world.pair.away.mode).toBe('secondary');
    const { shares } = { shares: Object.values(env) };
    for (const each of shares) expect(stdout + stderr).not.toContain(each);
  });

  it('is refused by the same checks as every failover, before it prompts for a share', async () => {
    await operator.world.pair.home.inject({ kind: 'html' });
    const asked = watch();
    const { code, stdout } = await glass(['failover', ...REASON]);
    expect(code).toBe(2);
    expect(stdout).toMatch(/refused, nothing was changed\. [^]*may still be a primary/);
    expect(stdout).toContain("vault-dr break-glass failover dev --accept unfenced-primary --reason 'a test'");
    expect(asked()).toEqual([]);
  });

  it('needs a confirmation and a reason', async () => {
    expect(await operator.run(['break-glass', 'failover', ...REASON])).toMatchObject({ code: 64 });
    expect(await glass(['failover'])).toMatchObject({ code: 64, stderr: expect.stringContaining('reason') as string });
    const cli = operator.start(['break-glass', 'failover', ...REASON], { tty: true, env: { VAULT_TOKEN: vaultToken } });
    await cli.shows(/\[y\/N\]/);
    cli.type('n\r');
    expect((await cli.finished).code).toBe(1);
    expect(operator.world.pair.home.mode).toBe('primary');
  });

  it('stops at the next pause on Ctrl-C, shows what was done, and the next command continues', async () => {
    operator.world.pair.configure({ timings: { promoteMs: 3_000 } });
    await operator.world.pair.home.inject({ kind: 'refuse' });
    const asked = watch();
    const cli = operator.start(['break-glass', 'failover', ...REASON, '--yes'], { tty: true, env: withShares(1, 2) });
    await until(
      () => asked().includes('away secondary/promote'),
      () => cli.output(),
    );
    cli.type(CTRL_C);
    const { code } = await cli.finished;
    expect(code).toBe(3);
    expect(cli.output()).toMatch(/Continue with: vault-dr break-glass failover dev --reason 'a test'/);
    const { code: then, stdout } = await glass(['failover', ...REASON]);
    expect({ then, stdout }).toMatchObject({ then: 0, stdout: expect.stringContaining('failover done') as string });
    expect(asked().filter((call) => call === 'away secondary/promote')).toHaveLength(1);
  });
});

describe('vault-dr break-glass without AWS', () => {
  beforeEach(async () => {
    await operator.world.pair.home.inject({ kind: 'refuse' });
    operator.world.aws.inject({ caller: 'anybody', kind: 'status', status: 503 });
  });

  it('does not run without a lease unless the operator allows it', async () => {
    const { code, stdout } = await glass(['failover', ...REASON, '--move-name-by-hand'], { env: withShares(1, 2) });
    expect({ code, stdout }).toMatchObject({ code: 1, stdout: expect.stringContaining('lease table') as string });
    expect(operator.world.pair.away.mode).toBe('secondary');
  });

  it('promotes with two flags, warns, and shows how to move the client name by hand', async () => {
    const flags = ['--without-lease', '--move-name-by-hand'];
    const { code, stdout, stderr } = await glass(['failover', ...REASON, ...flags], { env: withShares(1, 2) });
    expect(code).toBe(0);
    expect(stderr).toContain('nothing prevents another operation');
    expect(stderr).toContain(
      `aws route53 change-resource-record-sets --hosted-zone-id ${operator.world.hostedZoneId} --change-batch file://change.json`,
    );
    expect(stdout).toContain('check whether every name server has the change');
    expect(operator.world.pair.away.mode).toBe('primary');
    expect(await operator.world.weights().catch(() => 'not asked')).not.toEqual({ home: 0, away: 255 });
  });
});

describe('vault-dr break-glass rejoin and failback', () => {
  it('demotes an old primary that is back and links it, with one set of shares', async () => {
    await operator.world.pair.home.inject({ kind: 'refuse' });
    await glass(['failover', ...REASON], { env: withShares(1, 2) });
    await operator.world.pair.home.restore();
    const asked = watch();
    const { code } = await glass(['rejoin'], { env: { ...withShares(2, 3), VAULT_TOKEN: vaultToken } });
    expect(code).toBe(0);
    expect(asked()).toEqual([
      'home primary/demote',
      ...made('home'),
      'away primary/secondary-token',
      'home secondary/update-primary',
      'home secondary/operation-token/delete',
    ]);
  });

  it('shows what a rejoin discards, and continues when that is accepted by name', async () => {
    await operator.world.pair.home.inject({ kind: 'refuse' });
    await glass(['failover', ...REASON], { env: withShares(1, 2) });
    await operator.world.pair.home.restore();
    await operator.world.admin.write('cubbyhole/on-home-alone', { id: 1 });
    const env = { ...withShares(1, 2), VAULT_TOKEN: vaultToken };
    const asked = watch();
    const refused = await glass(['rejoin'], { env });
    expect(refused.code).toBe(2);
    expect(refused.stdout).toMatch(/ {2}loss: home may have writes [^]* {2}Discards: \S/);
    expect(refused.stdout).toContain("vault-dr break-glass rejoin dev --accept loss --reason '…'");
    expect(asked()).toEqual([]);
    const cli = operator.start(['break-glass', 'rejoin', ...REASON], { tty: true, env });
    await cli.shows('type loss, or accept');
    cli.type('accept\r');
    expect((await cli.finished).code).toBe(0);
    expect(cli.screen.text).toMatch(/Accepted: loss [^]*rejoin done [^]*Discarded: \S/);
    expect(operator.world.pair.home.mode).toBe('secondary');
  });

  it('stops a rejoin half-way at once because of wrong shares, and shows the command that continues', async () => {
    await operator.world.pair.home.inject({ kind: 'refuse' });
    await glass(['failover', ...REASON], { env: withShares(1, 2) });
    await operator.world.pair.home.restore();
    const wrong = { VAULT_RECOVERY_KEY_1: 'ab'.repeat(33), VAULT_RECOVERY_KEY_2: 'cd'.repeat(33) };
    const { code, stdout } = await glass(['rejoin'], { env: { ...wrong, VAULT_TOKEN: vaultToken } });
    expect(code).toBe(3);
    expect(stdout).toMatch(
      /at least one of these key shares is wrong.*Continue with: vault-dr break-glass rejoin dev/s,
    );
    expect(operator.world.pair.home.mode).toBe('secondary');
    const { code: then } = await glass(['rejoin'], { env: { ...withShares(1, 2), VAULT_TOKEN: vaultToken } });
    expect(then).toBe(0);
  });

  describe('rejoin of an old primary', () => {
    beforeEach(async () => {
      await operator.world.pair.home.inject({ kind: 'refuse' });
      await glass(['failover', ...REASON], { env: withShares(1, 2) });
      await operator.world.pair.home.restore();
    });

    it('is refused without VAULT_TOKEN, before anything is called, and says what it needs', async () => {
      const asked = watch();
      const { code, stdout } = await glass(['rejoin'], { env: withShares(1, 2) });
      expect(code).toBe(2);
      expect(stdout).toMatch(
        /rejoin refused, nothing was changed\. VAULT_TOKEN is not set.*sys\/replication\/dr\/primary/,
      );
      expect(asked()).toEqual([]);
    });

    it('shows a demotion that Vault refuses as refused, and names the token that it needs', async () => {
      const env = { ...withShares(1, 2), VAULT_TOKEN: 'hvs.not-a-token-of-this-cluster' };
      const { code, stdout, stderr } = await glass(['rejoin'], { env });
      expect(code).toBe(2);
      expect(stderr).toMatch(/demote home: failed/);
      expect(stderr).not.toMatch(/demote home: done/);
      expect(stdout).toMatch(/rejoin refused.*403.*set it to a root or batch token/);
      expect(stdout).not.toContain('dr-operation-token-gen');
      expect(operator.world.pair.home.mode).toBe('primary');
    });
  });

  it('fails back as a switchover that loses nothing, with a token for each cluster', async () => {
    await operator.run(['switchover', '--yes']);
    const asked = watch();
    const { code, stdout } = await glass(['failback'], { env: { ...withShares(1, 2), VAULT_TOKEN: vaultToken } });
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(asked()).toEqual([
      ...made('home'),
      'away primary/demote',
      'home secondary/promote',
      ...made('away'),
      'home primary/secondary-token',
      'away secondary/update-primary',
      'home secondary/operation-token/delete',
      'away secondary/operation-token/delete',
    ]);
    expect(await operator.world.weights()).toEqual({ home: 255, away: 0 });
  });

  it('prompts for VAULT_TOKEN on a terminal if a primary needs one', async () => {
    await operator.run(['switchover', '--yes']);
    const cli = operator.start(['break-glass', 'failback', '--yes'], { tty: true, env: withShares(1, 2) });
    await cli.shows('VAULT_TOKEN, for calls to the primary');
    cli.type(`${vaultToken}\r`);
    expect((await cli.finished).code).toBe(0);
  });
});

describe('vault-dr break-glass on Vault 2.x, which takes key shares only with a token', () => {
  beforeEach(() => {
    operator.world.pair.configure({ behaviour: { version: '2.0.0+ent', generateTokenNeedsHeader: true } });
  });
  afterEach(() => operator.world.pair.configure({ behaviour: DEFAULT_BEHAVIOUR }));
  const undo: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const restore of undo.splice(0)) await restore();
  });
  const deletePrepared = async (cluster: ClusterName): Promise<void> => {
    undo.push(await operator.world.regions[cluster].deleteSecret('break-glass'));
  };

  it('promotes with the break-glass token of the region, without VAULT_TOKEN', async () => {
    await operator.world.pair.home.inject({ kind: 'refuse' });
    await deletePrepared('home');
    const asked = watch();
    const { code, stderr } = await glass(['failover', ...REASON], { env: withShares(1, 2) });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain('away requires a token to generate an operation token. The break-glass token is read.');
    expect(asked()).toEqual([...made('away'), 'away secondary/promote', 'away secondary/operation-token/delete']);
    expect(operator.world.pair.away.mode).toBe('primary');
  });

  it('uses the token of the other region when that of the region cannot be read', async () => {
    await operator.world.pair.home.inject({ kind: 'refuse' });
    await deletePrepared('away');
    const { code, stdout } = await glass(['failover', ...REASON], { env: withShares(1, 2) });
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(operator.world.pair.away.mode).toBe('primary');
  });

  it('generates the tokens of both clusters when VAULT_TOKEN may only call a primary', async () => {
    const env = { ...withShares(1, 2), VAULT_TOKEN: vaultToken };
    const { code, stdout, stderr } = await glass(['failover', ...REASON], { env });
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/rejoin done/) as string });
    expect(stderr).toContain('away does not allow VAULT_TOKEN to generate an operation token');
    expect(operator.world.pair.home.state).toBe('stream-wals');
  });

  it('changes nothing when no region gives a token, and says why and what to do, before it asks for a share', async () => {
    await operator.world.pair.home.inject({ kind: 'refuse' });
    await deletePrepared('home');
    await deletePrepared('away');
    const cli = operator.start(['break-glass', 'failover', ...REASON, '--yes'], { tty: true });
    const { code } = await cli.finished;
    const said = cli.output().replace(/\s+/g, ' ');
    expect(code).toBe(1);
    expect(said).toMatch(/in eu-central-1 it is unreadable: .*; in eu-west-1 it is unreadable: /);
    expect(said).toMatch(/Set VAULT_TOKEN to a root or batch token .*enable_unauthenticated_access/);
    expect(said).not.toContain('Key share 1');
    expect(said).not.toContain('dr-operation-token-gen');
    expect(operator.world.pair.away.mode).toBe('secondary');
  });

  it('says that a break-glass token has ended', async () => {
    await operator.world.pair.home.inject({ kind: 'refuse' });
    for (const cluster of CLUSTER_NAMES) {
      const region = operator.world.regions[cluster];
      const text = await region.secret('break-glass');
      undo.push(() => region.putSecret(text, 'break-glass'));
      const value = { ...(JSON.parse(text) as object), expiresAt: '2026-01-01T00:00:00.000Z' };
      await region.putSecret(JSON.stringify(value), 'break-glass');
    }
    const { code, stdout } = await glass(['failover', ...REASON], { env: withShares(1, 2) });
    expect(code).toBe(1);
    expect(stdout).toContain('in eu-central-1 it is expired: it ended at 2026-01-01T00:00:00.000Z');
  });

  it('says that the cluster does not allow the break-glass token', async () => {
    await operator.world.pair.home.inject({ kind: 'refuse' });
    const region = operator.world.regions.away;
    const text = await region.secret('break-glass');
    undo.push(() => region.putSecret(text, 'break-glass'));
    await region.putSecret(await region.secret('operation'), 'break-glass');
    const { code, stdout } = await glass(['failover', ...REASON], { env: withShares(1, 2) });
    expect(code).toBe(1);
    expect(stdout).toContain('away does not allow the break-glass token of eu-central-1');
    expect(stdout).toContain('Set VAULT_TOKEN');
  });

  it('works without AWS with a VAULT_TOKEN, and without one names what AWS answers', async () => {
    await operator.world.pair.home.inject({ kind: 'refuse' });
    operator.world.aws.inject({ caller: 'anybody', kind: 'status', status: 503 });
    const withoutAws = ['failover', ...REASON, '--without-lease', '--move-name-by-hand'];
    const refused = await glass(withoutAws, { env: withShares(1, 2) });
    expect({ ...refused }).toMatchObject({ code: 1, stdout: expect.stringContaining('unreadable') as string });
    const env = { ...withShares(1, 2), VAULT_TOKEN: operator.world.rootToken };
    expect(await glass(withoutAws, { env })).toMatchObject({ code: 0 });
  });
});
