import { batchToken } from '../../../../../functions/dr-operations/credentials';
import { Evidence } from '../../../../../functions/dr-operations/evidence';
import type { StepContext, StepResult } from '../../../../../functions/dr-operations/execute/context';
import { postgres, type PostgresOptions } from '../../../../../functions/dr-operations/replication/postgres';
import type { Step } from '../../../../../functions/dr-operations/steps';
import type { RunFacts } from '../../../../../functions/dr-operations/world';
import { Deadline } from '../../../../../functions/shared/clock';
import type { ClusterName } from '../../../../../functions/shared/contract';
import { NoAnswerError } from '../../../../../functions/shared/errors';
import { Secret } from '../../../../../functions/shared/secret';
import type { JsonAnswer, Vault } from '../../../../../functions/shared/vault-client';
import { FakeClock } from '../../../../helpers/fake-clock';
import { DNS, FakeRoute53 } from '../../fake-aws';
import { NOW, world } from '../../worlds';
import { DatabaseError } from '../../../../../functions/dr-operations/replication/postgres/database';
import { databaseLook, FakeDatabase, replicaLook, silent } from './fake-database';

/** A clock at which something happens at a time. */
class EventClock extends FakeClock {
  readonly #events: { readonly at: number; readonly happen: () => void }[] = [];

  at(at: number, happen: () => void): void {
    this.#events.push({ at, happen });
  }

  override advance(ms: number): void {
    super.advance(ms);
    for (const { at, happen } of this.#events) if (at <= this.now()) happen();
  }
}

/** How many answers a node gives until it notices that it cannot renew its lock. */
const UNTIL_IT_NOTICES = 5;

/** A cluster of one node. */
class FakeNode {
  readonly written: string[] = [];
  readonly client: Vault;
  /** Whether its own connection sets `default_transaction_read_only = off`, which is stronger than the fence. */
  outranksFence = false;
  #answersWhileFenced = 0;

  constructor(
    cluster: ClusterName,
    public status: 200 | 429 | 'silent',
    private readonly database: FakeDatabase,
  ) {
    this.client = {
      cluster,
      address: `https://${cluster}.test`,
      read: (path) => this.#answer(path),
      write: (path, { timeoutMs }) => {
        this.written.push(path);
        if (this.status === 'silent') {
          clock.advance(timeoutMs);
          return Promise.reject(new NoAnswerError('https://x', path, 'timeout', false));
        }
        if (path === 'sys/step-down') this.status = 429;
        return Promise.resolve({});
      },
      call: () => Promise.resolve({}),
      close: () => undefined,
    };
  }

  #answer(path: string): Promise<JsonAnswer> {
    if (this.status === 'silent') return Promise.reject(new NoAnswerError('https://x', path, 'timeout', false));
    if (this.database.seen.isFenced) this.#answersWhileFenced += 1;
    if (this.#answersWhileFenced > UNTIL_IT_NOTICES && !this.outranksFence) this.status = 429;
    return Promise.resolve({ status: this.status, body: { initialized: true, sealed: false, version: '2.7.2' } });
  }
}

let clock: EventClock;
let databases: { home: FakeDatabase; away: FakeDatabase };
let nodes: { home: FakeNode; away: FakeNode };
let kept: unknown[];

beforeEach(() => {
  clock = new EventClock(NOW);
  databases = { home: new FakeDatabase(databaseLook()), away: new FakeDatabase(replicaLook()) };
  nodes = { home: new FakeNode('home', 200, databases.home), away: new FakeNode('away', 429, databases.away) };
  kept = [];
});

type Driven = Extract<Step['kind'], 'fence' | 'demote' | 'catch-up' | 'promote' | 'link'>;

async function execute(
  kind: Driven,
  cluster: ClusterName,
  more: Partial<PostgresOptions> & { readonly run?: RunFacts; readonly brief?: true; readonly mayAct?: boolean } = {},
): Promise<StepResult> {
  const { run = {}, brief, mayAct = true, ...options } = more;
  const replication = postgres({ vault: { home: nodes.home.client, away: nodes.away.client }, databases, ...options });
  const evidence = new Evidence({ replication, clock, probeTimeoutMs: 1000 });
  const clusters = await evidence.lookAtBoth();
  const context: StepContext = {
    ...{ replication, evidence, clock, dns: DNS, world: world({ clusters, run, replication: replication.traits }) },
    route53: new FakeRoute53(() => undefined).client,
    credentials: batchToken(undefined),
    records: undefined,
    moveNameByHand: undefined,
    note: () => undefined,
    mayAct: () => Promise.resolve(mayAct),
    mayTakeBack: () => Promise.resolve(),
    keep: (promotion) => Promise.resolve(kept.push(promotion) > 0),
    deadline: Deadline.in(clock, 60_000),
  };
  const base = { cluster, cause: 'handover', reason: 'a test', ...(brief && { brief }) } as const;
  const { steps, fence } = replication;
  switch (kind) {
    case 'fence':
      return fence ? fence(context, { ...base, kind }) : Promise.reject(new Error('no fence'));
    case 'demote':
      return steps.demote(context, { ...base, kind });
    case 'catch-up':
      return steps['catch-up'](context, { ...base, kind, patient: true });
    case 'promote':
      return steps.promote(context, { ...base, kind, force: false });
    case 'link':
      return steps.link(context, { ...base, kind });
  }
}

describe('demote', () => {
  it('ends when no node is active, by itself or told to', async () => {
    expect(await execute('demote', 'home')).toMatchObject({ run: { demoted: 'home', lastWalBeforeDemote: 500 } });
    expect(nodes.home.status).toBe(429);
    expect(nodes.home.written).toEqual([]);
  });

  it('tells the active node to step down if it has a token', async () => {
    await execute('demote', 'home', { stepDownToken: () => Promise.resolve(new Secret('a token')) });
    expect(nodes.home.written).toEqual(['sys/step-down']);
  });

  it('asks for that token before the fence, because a first login writes', async () => {
    let fencedWhenAsked: boolean | undefined;
    await execute('demote', 'home', {
      stepDownToken: () => {
        fencedWhenAsked = databases.home.seen.isFenced;
        return Promise.resolve(new Secret('a token'));
      },
    });
    expect(fencedWhenAsked).toBe(false);
  });

  it('goes on without a token that does not come', async () => {
    const stepDownToken = (): Promise<Secret> =>
      Promise.reject(new NoAnswerError('https://home.test', 'login', 'timeout', false));
    expect(await execute('demote', 'home', { stepDownToken })).toMatchObject({ run: { demoted: 'home' } });
    expect(nodes.home.written).toEqual([]);
  });

  it('takes the fence back if it is not certain', async () => {
    databases.home.errors.refuseWrites = silent(true);
    expect(await execute('demote', 'home')).toMatchObject({
      isRefused: true,
      effect: true,
      run: { demoteFailed: expect.any(String) as string },
    });
    expect(databases.home.calls).toEqual(['refuseWrites', 'acceptWrites']);
  });

  it('leaves a fence that is not certain beside a primary, because both would take writes again', async () => {
    databases.away.seen = databaseLook();
    nodes.away.status = 200;
    databases.home.errors.refuseWrites = silent(true);
    expect(await execute('demote', 'home')).toMatchObject({
      isRefused: true,
      run: { demoteFailed: expect.stringContaining('away is primary') as string, mayBeFenced: 'home' },
    });
    expect(databases.home.calls).toEqual(['refuseWrites']);
  });

  it('leaves it beside a cluster that a person has promoted meanwhile', async () => {
    databases.home.errors.refuseWrites = silent(true);
    const refuseWrites = databases.home.refuseWrites.bind(databases.home);
    databases.home.refuseWrites = () => {
      databases.away.seen = databaseLook();
      return refuseWrites();
    };
    await execute('demote', 'home');
    expect(databases.home.calls).toEqual(['refuseWrites']);
  });

  it('is refused and taken back if a node writes in spite of the fence', async () => {
    nodes.home.outranksFence = true;
    expect(await execute('demote', 'home')).toMatchObject({
      isRefused: true,
      run: { demoteFailed: expect.stringContaining('connection_url') as string },
    });
    expect(databases.home.seen).toMatchObject({ isFenced: false });
  });

  it('leaves the fence there in a failover whose operator has accepted that', async () => {
    nodes.home.outranksFence = true;
    expect(await execute('demote', 'home', { brief: true })).toMatchObject({ run: { demoted: 'home' } });
    expect(databases.home.seen).toMatchObject({ isFenced: true });
  });

  it('changes nothing if the plan has changed', async () => {
    expect(await execute('demote', 'home', { mayAct: false })).toMatchObject({ effect: false });
    expect(databases.home.calls).toEqual([]);
  });
});

describe('fence', () => {
  beforeEach(() => (nodes.home.status = 'silent'));

  it('counts as the demotion', async () => {
    expect(await execute('fence', 'home')).toMatchObject({
      effect: true,
      run: { demoted: 'home', lastWalBeforeDemote: 500, fence: { cluster: 'home', outcome: 'confirmed' } },
    });
  });

  it('waits for no step-down of nodes that are silent', async () => {
    await execute('fence', 'home', { stepDownToken: () => Promise.resolve(new Secret('a token')) });
    expect(nodes.home.written).not.toContain('sys/step-down');
    expect(clock.now() - NOW).toBeLessThan(1_000);
  });

  it('is not confirmed if the database gives no answer', async () => {
    databases.home.errors.refuseWrites = silent();
    const { run, effect } = await execute('fence', 'home');
    expect(run).toMatchObject({ fence: { outcome: 'not-confirmed' } });
    expect(run).not.toHaveProperty('demoted');
    expect(effect).toBe(false);
  });
});

describe('catch-up', () => {
  const run: RunFacts = { demoted: 'home', lastWalBeforeDemote: 500 };
  beforeEach(() => {
    databases.home.seen = databaseLook({ isFenced: true, lsn: 600n });
    nodes.home.status = 429;
  });

  it('is proven by the position of the fence, whatever the fenced database logs afterwards', async () => {
    expect(await execute('catch-up', 'away', { run })).toMatchObject({ run: { catchUp: 'proven' } });
  });

  it('is not proven by a database that was made a replica without a rewind, and is far ahead on a line of its own', async () => {
    databases.home.seen = databaseLook({ isFenced: true, lsn: 600n, timeline: 2 });
    databases.away.seen = replicaLook({ lsn: 900n, timeline: 1, isStreaming: false });
    expect(await execute('catch-up', 'away', { run })).toMatchObject({ run: { catchUp: 'not-proven' } });
    databases.away.seen = replicaLook({ lsn: 600n, timeline: 2 });
    expect(await execute('catch-up', 'away', { run })).toMatchObject({ run: { catchUp: 'proven' } });
  });

  it('is not proven by a replica of another system, also while a node of the fenced cluster is still active', async () => {
    databases.away.seen = replicaLook({ lsn: 900n, systemId: '9' });
    for (const status of [429, 200] as const) {
      nodes.home.status = status;
      expect(await execute('catch-up', 'away', { run })).toMatchObject({ run: { catchUp: 'lacking' } });
    }
  });

  it('lacks what has not arrived when nothing more arrives', async () => {
    databases.away.seen = replicaLook({ lsn: 499n });
    expect(await execute('catch-up', 'away', { run })).toMatchObject({
      run: { catchUp: 'lacking', sourceAnswered: true },
    });
  });

  it('asks the fenced database for the position after a run that was killed', async () => {
    expect(await execute('catch-up', 'away')).toMatchObject({ run: { catchUp: 'lacking' } });
    databases.away.seen = replicaLook({ lsn: 600n });
    expect(await execute('catch-up', 'away')).toMatchObject({ run: { catchUp: 'proven' } });
  });

  it('is not proven if nothing tells the position', async () => {
    databases.home.errors.look = silent();
    nodes.home.status = 'silent';
    expect(await execute('catch-up', 'away')).toMatchObject({ run: { catchUp: 'not-proven', sourceAnswered: false } });
  });
});

describe('promote', () => {
  it('writes a proven promotion down before it is made', async () => {
    databases.away.errors.promote = silent(true);
    const run = { demoted: 'home', lastWalBeforeDemote: 500, catchUp: 'proven' } as const;
    await expect(execute('promote', 'away', { run })).rejects.toThrow('It is not known');
    expect(kept).toMatchObject([{ cluster: 'away', proof: 'came', lastRemoteWal: 500 }]);
  });

  it('writes no promotion down that is not proven', async () => {
    expect(await execute('promote', 'away')).toMatchObject({ run: { promoted: 'away' }, promotion: { proof: 'none' } });
    expect(kept).toEqual([]);
  });

  it('is refused if the server says so', async () => {
    databases.away.errors.promote = new DatabaseError('promote', '42501', true);
    expect(await execute('promote', 'away')).toMatchObject({
      isRefused: true,
      run: { promoteFailed: { cluster: 'away' } },
    });
  });

  it('asks again, and looks for the effect, if the answer was lost', async () => {
    databases.away.errors.promote = silent(true);
    await expect(execute('promote', 'away')).rejects.toThrow('It is not known whether away is being promoted');
    expect(databases.away.calls).toEqual(['promote', 'promote', 'promote']);
    clock.at(clock.now() + 1_000, () => (databases.away.seen = databaseLook()));
    expect(await execute('promote', 'away')).toMatchObject({ run: { promoted: 'away' } });
  });

  it('promotes no database whose nodes cannot serve', async () => {
    nodes.away.status = 'silent';
    expect(await execute('promote', 'away')).toMatchObject({ isRefused: true, effect: false });
    expect(databases.away.calls).toEqual([]);
  });
});

describe('link', () => {
  beforeEach(() => {
    databases.home.seen = databaseLook({ isFenced: true });
    nodes.home.status = 429;
  });

  it('says what a person has to do', async () => {
    const { run, detail } = await execute('link', 'home');
    expect(run).toEqual({ linked: 'by-hand', howToFollow: expect.stringContaining('pg_rewind') as string });
    expect(detail).toContain('pg_rewind');
  });

  it('ends when something else has made the old primary a replica', async () => {
    databases.away.seen = databaseLook();
    nodes.away.status = 200;
    clock.at(NOW + 3_000, () => (databases.home.seen = replicaLook()));
    expect(await execute('link', 'home', { linkWithinSeconds: 10 })).toMatchObject({ run: { linked: 'streaming' } });
  });

  it('tells nobody to overwrite a database that takes writes', async () => {
    databases.home.seen = databaseLook();
    nodes.home.status = 200;
    expect(await execute('link', 'home')).toEqual({ effect: false, detail: 'home is a primary again' });
  });
});
