import { inspect } from 'node:util';
import { parseOperationEvent } from '../../../functions/dr-operations/event';
import { runOperation, runStatus, type EngineDependencies } from '../../../functions/dr-operations/engine';
import type { OperationResult } from '../../../functions/dr-operations/result';
import { startClock, type Clock } from '../../../functions/shared/clock';
import { closeVaultClients, openVaultClients } from '../../../functions/shared/vault-config';
import { everythingIn, failure } from '../../helpers/errors';
import { authority, closeServer, closeServers, refusingAddress, startTcp } from '../../helpers/servers';
import { DNS, FakeRoute53, FakeSecrets, FakeTable } from './fake-aws';
import { FakePair } from './fake-pair';

let pair: FakePair;
let tables: { home: FakeTable; away: FakeTable };
let route53: FakeRoute53;
let secrets: FakeSecrets;
let logged: unknown[];
const open: EngineDependencies['vault'][] = [];
const systemClock = startClock();

beforeEach(async () => {
  pair = new FakePair();
  await pair.start();
  tables = { home: new FakeTable(), away: new FakeTable() };
  route53 = new FakeRoute53((event) => pair.tell(event));
  pair.clientsAt = () => (route53.weights.away === 255 ? 'away' : 'home');
  secrets = new FakeSecrets();
  secrets.value = JSON.stringify({
    token: pair.token,
    issuedAt: '2025-01-01T00:00:00Z',
    expiresAt: '2999-01-01T00:00:00Z',
  });
  logged = [];
});

afterEach(async () => {
  open.splice(0).forEach(closeVaultClients);
  jest.restoreAllMocks();
  await closeServers();
  expect(inspect(logged, { depth: 20 })).not.toContain(pair.token);
  expect(JSON.stringify([...tables.home.items, ...tables.away.items])).not.toContain(pair.token);
});

/** @param addresses of clusters that are elsewhere than the fakes */
function dependencies(addresses: { home?: string; away?: string } = {}, probeTimeoutMs = 1000): EngineDependencies {
  const { home, away } = pair.clusters;
  const vaultConfig = {
    addresses: { home: addresses.home ?? home.server.address, away: addresses.away ?? away.server.address },
    ca: authority.ca,
    probeTimeoutMs,
  };
  const vault = openVaultClients(vaultConfig);
  open.push(vault);
  const keep = (...words: unknown[]): number => logged.push(words);
  return {
    vault,
    aws: {
      secrets: secrets.client,
      route53: route53.client,
      tables: { home: tables.home.client, away: tables.away.client },
    },
    config: {
      vault: vaultConfig,
      dns: DNS,
      secretArn: 'arn:secret',
      journalTable: 'journal',
      regions: { home: 'eu-central-1', away: 'eu-west-1' },
      region: 'eu-west-1',
      clusterAddresses: { home: undefined, away: undefined },
      linkCaFile: undefined,
      maxLagWals: 1000,
    },
    clock: systemClock,
    log: { info: keep, warn: keep, error: keep },
  };
}

const BUDGET_MS = 60_000;

async function run(
  operation: string,
  more: object = {},
  world: EngineDependencies = dependencies(),
  budgetMs = BUDGET_MS,
): Promise<OperationResult> {
  const event = parseOperationEvent({ operation, reason: 'a test', ...more });
  const result = await runOperation(world, event, budgetMs);
  expect(JSON.stringify(result)).not.toContain(pair.token);
  return result;
}

async function failureOf(...args: Parameters<typeof run>): Promise<Error> {
  const error = await failure(run(...args));
  expect(everythingIn(error)).not.toContain(pair.token);
  return error;
}

/** A clock for the operation alone: the lease, which waits with a signal, is renewed when `renew` is called. */
function clockWith(wait: Clock['wait'], now: Clock['now'] = () => Date.now()): { clock: Clock; renew: () => void } {
  let renewal = (): void => {};
  const untilRenewal = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const giveBack = (): void => reject(new Error('given back'));
      signal.addEventListener('abort', giveBack);
      renewal = () => {
        signal.removeEventListener('abort', giveBack);
        resolve();
      };
    });
  return {
    clock: { now, wait: (ms, signal) => (signal ? untilRenewal(signal) : wait(ms)) },
    renew: () => renewal(),
  };
}

/** Waits take no time but count, and the lease is renewed as if they had. */
function hurriedClock(): Clock {
  let ahead = 0;
  const { clock, renew } = clockWith(
    async (ms) => {
      ahead += ms;
      renew();
      await new Promise((resolve) => setImmediate(resolve));
    },
    () => Date.now() + ahead,
  );
  return clock;
}

const stepsOf = ({ steps }: OperationResult): string[] => steps.map(({ kind, cluster }) => `${kind} ${cluster}`);
const roles = (): string => `${pair.clusters.home.mode} ${pair.clusters.away.mode}`;

/** Does something right after a change, on the server's side. */
function after(event: string, act: () => unknown): void {
  const { tell } = pair;
  pair.tell = (told) => {
    tell(told);
    if (told === event) act();
  };
}

/** The home cluster is lost: nobody listens there any more. */
async function loseHome(): Promise<void> {
  await closeServer(pair.clusters.home.server);
}

describe('runOperation: switchover', () => {
  it('demotes, waits, promotes, moves the name and links, in this order, and loses no write', async () => {
    const result = await run('switchover');
    expect(result).toMatchObject({ outcome: 'done', left: [], weights: { home: 0, away: 255 } });
    expect(pair.events).toEqual([
      'home primary/demote',
      'away secondary/promote',
      'name to away',
      'away primary/secondary-token',
      'home secondary/update-primary',
    ]);
    expect(stepsOf(result).slice(0, 3)).toEqual(['demote home', 'catch-up away', 'promote away']);
    expect(pair.lostWrites('away')).toEqual([]);
    expect(pair.most).toBe(1);
  });

  it('plans nothing when it is run again', async () => {
    await run('switchover');
    const before = pair.events.length;
    expect(await run('switchover')).toMatchObject({ outcome: 'done', steps: [] });
    expect(pair.events).toHaveLength(before);
  });

  it('leads home again as a failback', async () => {
    await run('switchover');
    expect(await run('failback')).toMatchObject({ outcome: 'done', left: [], weights: { home: 255, away: 0 } });
    expect(roles()).toBe('primary secondary');
    expect(pair.lostWrites('home')).toEqual([]);
    expect(pair.most).toBe(1);
  });

  it('waits for a demotion that does not show at once, and asks only once', async () => {
    pair.clusters.home.showsOldModeFor = 6;
    pair.restartRequests = 0;
    expect(await run('switchover')).toMatchObject({ outcome: 'done' });
    expect(pair.clusters.home.writes().filter((path) => path === 'primary/demote')).toHaveLength(1);
  });

  it('believes no WAL number that a restart began anew', async () => {
    const { home } = pair.clusters;
    home.saysWals = false;
    pair.clusters.away.saysWals = false;
    pair.ships = false;
    const result = await run('switchover', {}, { ...dependencies(), clock: hurriedClock() });
    expect(result).toMatchObject({ outcome: 'partial', error: { type: 'PlanRefusedError' } });
    expect(result.summary).toContain('The switchover was undone, home is primary again');
    expect(roles()).toBe('primary secondary');
    expect(pair.lostWrites('home')).toEqual([]);
  });

  it.each([
    ['demotion', 'home', 'primary/demote'],
    ['promotion', 'away', 'secondary/promote'],
  ] as const)('observes a %s whose answer was lost, and does not repeat it', async (_name, cluster, path) => {
    pair.clusters[cluster].fail(path, { effect: true });
    expect(await run('switchover')).toMatchObject({ outcome: 'done' });
    expect(pair.clusters[cluster].writes().filter((call) => call === path)).toHaveLength(1);
    expect(pair.lostWrites('away')).toEqual([]);
  });

  it('waits for a lost promotion that takes effect only later', async () => {
    pair.clusters.away.fail('secondary/promote', { effect: true, after: 4 });
    expect(await run('switchover')).toMatchObject({ outcome: 'done' });
    expect(pair.clusters.away.writes().filter((path) => path === 'secondary/promote')).toHaveLength(1);
    expect(pair.most).toBe(1);
  });

  it('promotes again and again while Vault is still catching up', async () => {
    const errors = ['replication is still catching up, try again later or provide the "force" argument'];
    pair.clusters.away.fail('secondary/promote', { status: 503, errors, times: 3 });
    expect(await run('switchover')).toMatchObject({ outcome: 'done' });
    expect(pair.clusters.away.writes().filter((path) => path === 'secondary/promote')).toHaveLength(4);
  });

  it('goes back when the promotion is refused for good', async () => {
    pair.clusters.away.fail('secondary/promote', { status: 400, errors: ['no'] });
    expect(await run('switchover')).toMatchObject({ outcome: 'partial', weights: { home: 255, away: 0 } });
    expect(roles()).toBe('primary secondary');
    expect(pair.lostWrites('home')).toEqual([]);
    expect(await run('switchover')).toMatchObject({ outcome: 'done' });
  });

  it('fails with words, and ends, when both promotions are refused', async () => {
    pair.clusters.away.fail('secondary/promote', { status: 400, errors: ['no'], times: 50 });
    pair.clusters.home.fail('secondary/promote', { status: 400, errors: ['no'], times: 50 });
    const result = await run('switchover');
    expect(result).toMatchObject({ outcome: 'partial', error: { type: 'PlanRefusedError' } });
    expect(result.summary).toContain('Neither cluster is primary');
    expect(result.steps.filter(({ kind }) => kind === 'promote')).toHaveLength(2);
  });

  it('goes back when the secondary dies after the demotion', async () => {
    after('home primary/demote', () => (pair.clusters.away.restarting = Infinity));
    const result = await run('switchover', {}, { ...dependencies(), clock: hurriedClock() }, 600_000);
    expect(result).toMatchObject({ outcome: 'partial', weights: { home: 255, away: 0 } });
    expect(result.summary).toContain('The switchover was undone, home is primary again');
    expect(roles()).toBe('primary secondary');
    expect(pair.lostWrites('home')).toEqual([]);
  });

  it('takes a fresh secondary token for each try to link', async () => {
    const errors = ['error response unwrapping secondary token; status code is 400, message is "400 Bad Request"'];
    pair.clusters.home.fail('secondary/update-primary', { status: 500, errors, times: 2 });
    expect(await run('switchover')).toMatchObject({ outcome: 'done', left: [] });
    expect(pair.clusters.away.issued).toBe(3);
    const tokens = pair.clusters.home.server.requests
      .filter(({ path }) => path.endsWith('update-primary'))
      .map(({ body }) => JSON.parse(body) as { token: string; primary_api_addr: string });
    expect(new Set(tokens.map(({ token }) => token)).size).toBe(3);
    expect(tokens.map(({ primary_api_addr: address }) => address)).toEqual(
      Array(3).fill(pair.clusters.away.server.address),
    );
  });

  it('says confirm-dns when the name servers are slow, and is done all the same', async () => {
    route53.pendingLooks = 1_000;
    const result = await run('switchover', {}, dependencies(), 4_000);
    expect(result).toMatchObject({ outcome: 'done', left: ['confirm-dns'], weights: { away: 255 } });
  });

  it('changes nothing in a dry run, and shows the plan', async () => {
    const result = await run('switchover', { dryRun: true });
    expect(result).toMatchObject({ outcome: 'planned', steps: [], plan: { kind: 'act' } });
    expect([...pair.clusters.home.writes(), ...pair.clusters.away.writes(), ...pair.events]).toEqual([]);
    expect([tables.home, tables.away].map(({ calls }) => calls)).toEqual([['QueryCommand'], ['QueryCommand']]);
  });

  it.each<[string, () => unknown, string]>([
    ['the secondary is idle', () => (pair.clusters.away.state = 'idle'), 'PlanRefusedError'],
    ['the weights were edited', () => (route53.weights = { home: 100, away: 100 }), 'PlanRefusedError'],
    ['the secret is empty', () => (secrets.value = undefined), 'OperationTokenError'],
    ['Secrets Manager is down', () => (secrets.behaviour = 'fails'), 'OperationTokenError'],
    ['Route 53 is down', () => (route53.behaviour = 'fails'), 'PlanRefusedError'],
    [
      'the token may do nothing',
      () => (secrets.value = secrets.value?.replace('hvb.', 'hvb.x') ?? ''),
      'PlanRefusedError',
    ],
  ])('refuses and changes nothing when %s', async (_name, break_, type) => {
    break_();
    expect((await failureOf('switchover')).name).toBe(type);
    expect(pair.events).toEqual([]);
    expect([tables.home.lease(), tables.away.lease()]).toEqual([undefined, undefined]);
  });
});

describe('runOperation: failover', () => {
  it('promotes and moves the name when the primary refuses connections, and says that rejoin is due', async () => {
    await loseHome();
    const result = await run('failover');
    expect(result).toMatchObject({ outcome: 'done', left: ['rejoin'], weights: { home: 0, away: 255 } });
    expect(pair.events).toEqual(['away secondary/promote', 'name to away']);
  });

  it('probes a black-holed primary only once', async () => {
    const hole = await startTcp();
    const result = await run('failover', {}, dependencies({ home: hole.address }, 150));
    expect(result).toMatchObject({ outcome: 'done', left: ['rejoin'] });
    // One probe is two requests side by side: health and status.
    expect(hole.sockets).toHaveLength(2);
  });

  it('plans nothing when it is run again', async () => {
    const world = dependencies({ home: await refusingAddress() });
    await run('failover', {}, world);
    expect(await run('failover', {}, world)).toMatchObject({ outcome: 'done', steps: [], left: ['rejoin'] });
  });

  it('demotes a primary that still answers', async () => {
    expect(await run('failover')).toMatchObject({ outcome: 'done' });
    expect(pair.events.slice(0, 2)).toEqual(['home primary/demote', 'away secondary/promote']);
    expect(pair.most).toBe(1);
  });

  it('refuses to promote beside a primary that it may not demote', async () => {
    pair.clusters.home.fail('primary/demote', { status: 403, errors: ['permission denied'], times: 9 });
    expect((await failureOf('failover')).message).toContain('could not be demoted');
    expect(roles()).toBe('primary secondary');
  });

  it('needs a reason', async () => {
    expect(await failure(Promise.resolve().then(() => parseOperationEvent({ operation: 'failover' })))).toMatchObject({
      name: 'InputError',
    });
  });

  it('fails and changes nothing when the promotion is refused', async () => {
    await loseHome();
    pair.clusters.away.fail('secondary/promote', { status: 403, errors: ['permission denied'] });
    expect((await failureOf('failover')).message).toContain('permission denied');
    expect(pair.events).toEqual([]);
  });

  it('fails in the end when Vault is catching up for ever', async () => {
    await loseHome();
    const errors = ['replication is still catching up'];
    pair.clusters.away.fail('secondary/promote', { status: 503, errors, times: 1_000 });
    expect((await failureOf('failover', {}, dependencies(), 1_500)).message).toContain('still catching up');
    expect(route53.weights).toEqual({ home: 255, away: 0 });
  });

  it('tells what it did when Route 53 fails, and ends when it is run again', async () => {
    await loseHome();
    route53.behaviour = 'fails';
    const world = dependencies();
    expect(await run('failover', {}, world, 1_500)).toMatchObject({ outcome: 'partial', error: { type: 'AwsError' } });
    expect(pair.clusters.away.mode).toBe('primary');
    route53.behaviour = 'answers';
    expect(await run('failover', {}, world)).toMatchObject({ outcome: 'done', weights: { away: 255 } });
    expect(pair.events).toEqual(['away secondary/promote', 'name to away']);
  });

  it('ends a failover that Route 53 stopped although the old primary is back', async () => {
    const refused = dependencies({ home: await refusingAddress() });
    route53.behaviour = 'fails';
    await run('failover', {}, refused, 1_500);
    route53.behaviour = 'answers';
    expect((await failureOf('rejoin')).message).toContain('A failover to away was begun and not ended');
    expect(await run('failover')).toMatchObject({ outcome: 'done', weights: { home: 0, away: 255 }, left: ['rejoin'] });
  });
});

describe('runOperation: rejoin', () => {
  beforeEach(async () => {
    await run('failover', {}, dependencies({ home: await refusingAddress() }));
    pair.events.length = 0;
  });

  it('demotes the old primary that is back, and links it', async () => {
    expect(roles()).toBe('primary primary');
    expect(await run('rejoin')).toMatchObject({ outcome: 'done', left: [] });
    expect(pair.events).toEqual([
      'home primary/demote',
      'away primary/secondary-token',
      'home secondary/update-primary',
    ]);
    expect(roles()).toBe('secondary primary');
    expect(route53.weights).toEqual({ home: 0, away: 255 });
  });

  it('plans nothing when it is run again', async () => {
    await run('rejoin');
    expect(await run('rejoin')).toMatchObject({ outcome: 'done', steps: [] });
  });

  it('refuses a failback before', async () => {
    expect((await failureOf('failback')).message).toContain('Both clusters are primary');
  });

  it('refuses a failback to the old primary while the new one is not seen', async () => {
    const world = dependencies({ away: await refusingAddress() });
    expect((await failureOf('failback', {}, world)).message).toContain('it may be the newer primary');
    expect(route53.weights).toEqual({ home: 0, away: 255 });
  });

  it('refuses while the old primary is not back', async () => {
    const world = dependencies({ home: await refusingAddress() });
    expect((await failureOf('rejoin', {}, world)).message).toContain('home is not back');
  });

  it('is followed by a failback that loses nothing', async () => {
    await run('rejoin');
    const lost = pair.lostWrites('away');
    expect(await run('failback')).toMatchObject({ outcome: 'done', weights: { home: 255, away: 0 } });
    expect(pair.lostWrites('home')).toEqual(lost);
  });
});

describe('runOperation: lease and journal', () => {
  it('lets one of two operations act that begin together', async () => {
    let second: Promise<Error> | undefined;
    // The first one pauses half-way until the second one has given up.
    const clock: Clock = {
      ...systemClock,
      wait: async (ms, signal) => (signal ? systemClock.wait(ms, signal) : void (await second)),
    };
    after('home primary/demote', () => (second ??= failureOf('failover', {}, dependencies())));
    expect(await run('switchover', {}, { ...dependencies(), clock })).toMatchObject({ outcome: 'done' });
    expect((await second)?.name).toBe('LeaseHeldError');
    expect(pair.events.filter((event) => event.endsWith('promote'))).toHaveLength(1);
    expect(pair.most).toBe(1);
  });

  it('has nothing left to do when another operation did it while this one waited for the lease', async () => {
    const both = await Promise.all([run('switchover'), run('failover', {}, dependencies())]);
    expect(both.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    expect(pair.events.filter((event) => /demote|promote|name/.test(event))).toHaveLength(3);
    expect(pair.most).toBe(1);
  });

  it('gives both leases back, also after a refusal', async () => {
    pair.clusters.away.state = 'idle';
    await failureOf('switchover');
    expect([tables.home.lease(), tables.away.lease()]).toEqual([undefined, undefined]);
  });

  it('looks again when somebody else held the lease a moment ago', async () => {
    const holder = { pk: { S: 'lease' }, sk: { S: 'lease' }, beat: { S: 'x#1' }, holder: { S: 'another' } };
    tables.home.items.set('lease/lease', holder);
    const world = dependencies();
    const clock = {
      ...systemClock,
      // The other operation ends while this one watches: it made away the primary of the clients.
      wait: (ms: number, signal?: AbortSignal): Promise<void> => {
        if (tables.home.lease() === holder) {
          Object.assign(pair.clusters.home, { mode: 'secondary', state: 'stream-wals', secondaryId: 'home' });
          Object.assign(pair.clusters.away, { mode: 'primary', state: 'running', known: ['home'] });
          route53.weights = { home: 0, away: 255 };
          tables.home.items.delete('lease/lease');
          return Promise.resolve();
        }
        return systemClock.wait(ms, signal);
      },
    };
    expect(await run('switchover', {}, { ...world, clock })).toMatchObject({ outcome: 'done', steps: [] });
    expect(pair.events).toEqual([]);
  });

  it.each(['black-holed', 'fails'] as const)(
    'goes on when the table of the lost region %s, asked once for each purpose',
    async (behaviour) => {
      await loseHome();
      tables.home.behaviour = behaviour;
      expect(await run('failover')).toMatchObject({ outcome: 'done' });
      expect([...tables.home.calls].sort()).toEqual(['DeleteItemCommand', 'PutItemCommand', 'QueryCommand']);
      expect(tables.away.journal()).toMatchObject([{ outcome: 'done' }]);
    },
  );

  it('refuses when the table of the cluster to be promoted does not answer', async () => {
    tables.away.behaviour = 'fails';
    expect(await failureOf('switchover')).toMatchObject({ name: 'LeaseError' });
    expect(pair.events).toEqual([]);
    expect(tables.home.lease()).toBeUndefined();
  });

  it('stops before the next effect when the lease is lost', async () => {
    let at = 0;
    const clock = { ...systemClock, now: () => Date.now() + at };
    after('home primary/demote', () => (at = 10_000));
    const result = await run('switchover', {}, { ...dependencies(), clock });
    expect(result).toMatchObject({ outcome: 'partial', error: { type: 'LeaseError' } });
    expect(pair.events).toEqual(['home primary/demote']);
  });

  it('stops a promotion that is being repeated when the lease is lost', async () => {
    await loseHome();
    let at = 0;
    const { clock } = clockWith(
      () => Promise.resolve(void (at += 3_000)),
      () => Date.now() + at,
    );
    pair.clusters.away.fail('secondary/promote', { status: 503, errors: ['still catching up'], times: 1_000 });
    const result = await run('failover', {}, { ...dependencies(), clock });
    expect(result).toMatchObject({ outcome: 'partial', error: { type: 'LeaseError' } });
    expect(pair.clusters.away.writes()).toEqual(['secondary/promote', 'secondary/promote']);
  });

  it('keeps an entry in both tables, running before the first effect and done in the end', async () => {
    const seen: unknown[] = [];
    for (const event of ['home primary/demote', 'away secondary/promote', 'name to away']) {
      after(event, () => seen.push(tables.away.journal()[0]?.outcome));
    }
    await run('switchover');
    expect(seen).toEqual(['running', 'running', 'running']);
    for (const table of [tables.home, tables.away]) expect(table.journal()).toMatchObject([{ outcome: 'done' }]);
  });

  it('leaves the entry running when the operation is killed, and status says so', async () => {
    const world = dependencies();
    const clock = {
      ...systemClock,
      wait: (): Promise<void> => Promise.reject(new Error('the Lambda is gone')),
    };
    await failure(run('switchover', {}, { ...world, clock }));
    expect(tables.away.journal()).toMatchObject([{ outcome: 'running' }]);
    expect(await runStatus(world)).toMatchObject({
      healthy: false,
      unfinished: { operation: 'switchover', to: 'away' },
    });
    expect(await run('switchover')).toMatchObject({ outcome: 'done' });
    expect(pair.lostWrites('away')).toEqual([]);
  });

  it('ends what was begun in the journal also when nothing is left to do', async () => {
    await run('switchover');
    const [key = '', entry = {}] = [...tables.away.items].find(([key]) => key.startsWith('operation/')) ?? [];
    for (const { items } of [tables.home, tables.away]) items.set(key, { ...entry, outcome: { S: 'running' } });
    expect(await run('switchover')).toMatchObject({ outcome: 'done', steps: [] });
    expect(await runStatus(dependencies())).not.toHaveProperty('unfinished');
  });
});
