import { EXIT } from '../../cli/exit-codes';
import type { StatusDocument, TokenDocument } from '../../cli/documents';
import type { ClusterName } from '../../functions/shared/contract';
import { Operator } from './operator';

// The tests run whole processes in a local world, on a machine that may be busy.
jest.setTimeout(60_000);

let operator: Operator;
beforeAll(async () => {
  operator = await Operator.start();
});
afterAll(() => operator.stop());
beforeEach(() => operator.world.reset());

const REGIONS: Readonly<Record<ClusterName, string>> = { home: 'eu-west-1', away: 'eu-central-1' };

/** Situations, each from a healthy pair. Returned functions end what a reset does not. */
const lost = (cluster: ClusterName) => () => operator.world.pair[cluster].inject({ kind: 'refuse' });
const editedWeights = () => operator.world.setWeights({ home: 100, away: 7 });
const healthy = (): Promise<void> => Promise.resolve();
const noLambda = (region?: string) => () => {
  const more = region === undefined ? {} : { region };
  operator.world.aws.inject({ caller: 'anybody', kind: 'status', status: 503, service: 'lambda', ...more });
  return Promise.resolve();
};
const noToken =
  (...clusters: ClusterName[]) =>
  () => {
    const deleted = clusters.map((cluster) => operator.world.regions[cluster].deleteSecret());
    return async () => void (await Promise.all((await Promise.all(deleted)).map((restore) => restore())));
  };
/** The token is still valid, but two new ones were due. */
const oldToken = (cluster: ClusterName) => async () => {
  const region = operator.world.regions[cluster];
  const text = await region.secret();
  const value = JSON.parse(text) as { rotationMinutes: number };
  const issuedAt = new Date(Date.now() - 2.5 * value.rotationMinutes * 60_000).toISOString();
  await region.putSecret(JSON.stringify({ ...value, issuedAt }));
  return () => region.putSecret(text);
};
const noName = (): void => {
  const operation = 'ChangeResourceRecordSets';
  operator.world.aws.inject({ kind: 'status', status: 400, code: 'Throttled', operation });
};

type Situation = () => Promise<unknown> | (() => Promise<void>);

/** Exit codes are a contract with pipelines. One line for each way in which a command ends. */
const TABLE: readonly (readonly [code: number, args: string, situation: string, arrange: Situation])[] = [
  [0, 'status', 'a healthy pair', healthy],
  [0, 'status --check', 'a healthy pair', healthy],
  [0, 'status --check --local', 'a healthy pair', healthy],
  [0, 'status', 'a lost primary', lost('home')],
  [1, 'status --check', 'a lost primary', lost('home')],
  [1, 'status --check -o json', 'a lost primary', lost('home')],
  [1, 'status --check', 'a lost secondary', lost('away')],
  [1, 'status --check', 'weights that were edited', editedWeights],
  [1, 'status --check', 'no token in one region', noToken('away')],
  [1, 'status --check', 'a token in one region that was not rotated', oldToken('away')],
  [1, 'status --check', 'no Lambda in one region', noLambda(REGIONS.home)],
  [0, 'status', 'no Lambda in one region', noLambda(REGIONS.home)],
  [1, 'status', 'no Lambda at all', noLambda()],
  [0, 'doctor', 'a healthy pair', healthy],
  [1, 'doctor', 'no token in one region', noToken('home')],
  [0, 'token status', 'a healthy pair', healthy],
  [1, 'doctor', 'a token in one region that was not rotated', oldToken('away')],
  [3, 'token status', 'no token in one region', noToken('away')],
  [1, 'token status', 'no token at all', noToken('home', 'away')],
  [0, 'token rotate', 'a healthy pair', healthy],
  [3, 'token rotate', 'no Lambda in one region', noLambda(REGIONS.away)],
  [1, 'token rotate', 'no Lambda at all', noLambda()],
  [0, 'token rotate --cluster home', 'no Lambda in the other region', noLambda(REGIONS.away)],
  [1, 'token rotate --cluster away', 'no Lambda in that region', noLambda(REGIONS.away)],
  [0, 'switchover --dry-run', 'a healthy pair', healthy],
  [0, 'switchover --dry-run --yes', 'a healthy pair', healthy],
  [0, 'switchover --dry-run --yes', 'no Lambda in one region', noLambda(REGIONS.away)],
  [1, 'switchover --dry-run --yes', 'no Lambda at all', noLambda()],
  [2, 'switchover --dry-run --yes', 'a lost primary', lost('home')],
  [2, 'switchover --yes', 'a lost primary', lost('home')],
  [2, 'switchover --yes', 'weights that were edited', editedWeights],
  [1, 'switchover --yes', 'no Lambda at all', noLambda()],
  [
    3,
    'failover --yes --reason r',
    'a lost primary and a name that cannot be moved',
    async () => {
      await lost('home')();
      noName();
    },
  ],
  [0, 'failback --yes', 'a healthy pair, where there is nothing to do', healthy],
  [0, 'rejoin --yes', 'a healthy pair, where there is nothing to do', healthy],
  [0, 'failover --dry-run --yes', 'a lost primary', lost('home')],
  [64, 'failover --yes', 'a lost primary, and no reason', lost('home')],
  [64, 'switchover', 'no terminal to confirm', healthy],
  [64, 'failover --to nowhere', 'a wrong choice', healthy],
  [64, 'no-such-command', 'a healthy pair', healthy],
  [64, 'status --env nowhere', 'an unknown environment', healthy],
  [0, '--help', 'a healthy pair', healthy],
  [0, '--version', 'a healthy pair', healthy],
  [1, 'history --id nothing', 'an unknown id', healthy],
];

describe('the exit code', () => {
  it.each(TABLE)('is %i for «%s» with %s', async (code, args, _, arrange) => {
    const end = await arrange();
    const run = await operator.run(args.split(' '));
    if (typeof end === 'function') await (end as () => Promise<void>)();
    expect({ code: run.code, ...(run.code !== code && run) }).toEqual({ code });
  });

  it('has a line above for every code but 4, which needs a run that is neither answered nor in the journal', () => {
    expect([...new Set(TABLE.map(([code]) => code))].sort((a, b) => a - b)).toEqual(
      Object.values(EXIT).filter((code) => code !== EXIT.unknown),
    );
  });

  it('means the same as ever', () => {
    expect(EXIT).toEqual({ done: 0, failed: 1, refused: 2, partly: 3, unknown: 4, usage: 64 });
  });
});

describe('--dry-run', () => {
  const changes = (): number =>
    operator.world.pair.drCalls.filter(({ method }) => method !== 'GET').length +
    operator.world.aws.calls.filter(({ operation }) => operation === 'ChangeResourceRecordSets').length;

  it.each([
    ['switchover', healthy],
    ['switchover --local', healthy],
    ['failback', healthy],
    ['rejoin', healthy],
    ['failover --reason r', lost('home')],
    ['failover --reason r --accept loss,unfenced-primary', lost('home')],
    ['break-glass failover --reason r', lost('home')],
    ['break-glass failback', healthy],
    ['break-glass rejoin', healthy],
    ['enable', healthy],
    ['enable --wipe away', healthy],
  ] as const)('wins over --yes: %s', async (args, arrange) => {
    await arrange();
    const before = changes();
    const { code } = await operator.run([...args.split(' '), '--dry-run', '--yes']);
    expect([EXIT.done, EXIT.refused]).toContain(code);
    expect(changes()).toBe(before);
  });

  it('takes the plan of the other region when one does not answer', async () => {
    await noLambda(REGIONS.away)();
    const before = changes();
    const { stdout } = await operator.run(['switchover', '--dry-run', '--yes', '-o', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'planned', region: 'eu-west-1', plan: { kind: 'act' } });
    expect(changes()).toBe(before);
  });
});

describe('a rotation that fails in one region', () => {
  it('says so, and keeps the new token of the other one', async () => {
    const { home, away } = operator.world.regions;
    const before = [await home.secret(), await away.secret()];
    await noLambda(REGIONS.away)();
    const { stdout } = await operator.run(['token', 'rotate', '-o', 'json']);
    const tokens = JSON.parse(stdout) as TokenDocument;
    const made = { expiresAt: expect.stringMatching(/^\d{4}-.*Z$/) as string };
    expect(tokens.home).toEqual({ region: 'eu-west-1', ...made, breakGlass: made });
    expect(tokens.away).toEqual({ region: 'eu-central-1', problem: expect.stringMatching(/\S/) as string });
    expect(await home.secret()).not.toBe(before[0]);
    expect(await away.secret()).toBe(before[1]);
  });

  it('names the region in the table', async () => {
    await noLambda(REGIONS.away)();
    const { stdout } = await operator.run(['token', 'rotate']);
    expect(stdout).toMatch(/^home +eu-west-1 +\d+ h/m);
    expect(stdout).toMatch(/^away +eu-central-1 +(?!\d+ h)\S/m);
  });
});

describe('a token that was not rotated', () => {
  let restore: () => Promise<void>;
  beforeEach(async () => {
    restore = await oldToken('away')();
  });
  afterEach(() => restore());

  it('is a problem of its region in status, with a kind and with what to do', async () => {
    const { stdout } = await operator.run(['status', '-o', 'json']);
    const { problems } = JSON.parse(stdout) as StatusDocument;
    const text = expect.stringMatching(
      /^Seen from the region of away: A new DR operation token was due .*vault-dr token rotate/,
    ) as string;
    expect(problems).toMatchObject([{ kind: 'rotation-stopped', text }]);
  });
});

describe('a rotation that makes the operation token and not the break-glass token', () => {
  let restore: () => Promise<void>;
  beforeEach(async () => {
    restore = await operator.world.regions.away.deleteSecret('break-glass');
  });
  afterEach(() => restore());

  it('exits with 3, shows the operation token, and says why the other one was not made', async () => {
    const { code, stdout } = await operator.run(['token', 'rotate']);
    expect(code).toBe(EXIT.partly);
    expect(stdout).toMatch(/^away +eu-central-1 +\d+ h/m);
    expect(stdout).toMatch(/^The break-glass token of home expires in /m);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /The break-glass token of away was not made, and its secret is unchanged: Secrets Manager PutSecretValue failed/,
    );
  });
});

describe('tokens that Vault gives less time than they are asked for', () => {
  beforeAll(async () => {
    await operator.world.admin.write('sys/auth/token/tune', { max_lease_ttl: '40m' });
    await operator.run(['token', 'rotate']);
  });
  afterAll(async () => {
    await operator.world.admin.write('sys/auth/token/tune', { max_lease_ttl: '768h' });
    await operator.run(['token', 'rotate']);
  });

  it.each([
    ['token rotate', EXIT.done],
    ['token status', EXIT.done],
    ['status --check', EXIT.failed],
    ['doctor', EXIT.failed],
  ])('are named by %s, with the setting of Vault that mends it', async (args, code) => {
    const finished = await operator.run(args.split(' '));
    expect(finished.code).toBe(code);
    expect(finished.stdout).toContain('max_lease_ttl');
  });
});
