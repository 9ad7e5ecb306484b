import { PutItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../../functions/shared/clock';
import { Lease, type LeaseOptions } from '../../../functions/dr-operations/lease';
import { LEASE_MS } from '../../../functions/dr-operations/lease-table';
import { failure } from '../../helpers/errors';
import { VirtualClock } from '../../simulation/virtual-clock';
import { FakeTable } from './fake-aws';

const home = new FakeTable();
const away = new FakeTable();
const witness = new FakeTable();
const TABLES = { home: home.client, away: away.client };
const THREE = { ...TABLES, witness: witness.client };

/** Time passes while a lease is acquired. Afterwards only a test lets it pass. */
class LeaseClock extends VirtualClock {
  /** How long the process was frozen, which only the machine's own time shows. */
  frozenMs = 0;

  wall(): number {
    return this.now() + this.frozenMs;
  }

  /** Lets time pass without firing timers. */
  skip(ms: number): void {
    this.time += ms;
  }
}
let clock: LeaseClock;
/** The same clock, which calls a function after each wait. */
const afterEachWait = (happens: () => void): Clock => ({
  now: () => clock.now(),
  wait: async (ms, signal) => {
    await clock.wait(ms, signal);
    happens();
  },
});

const leases: Lease[] = [];

async function acquire(more: Partial<LeaseOptions> = {}): Promise<Lease> {
  const acquiring = Lease.acquire({
    tables: TABLES,
    tableName: 'journal',
    need: 'whole',
    operationId: 'mine',
    holder: 'switchover by jo',
    clock,
    note: () => undefined,
    ...more,
  });
  const lease = await clock.run(acquiring);
  leases.push(lease);
  return lease;
}

const leaseOf = (operationId: string, beat: string) => ({
  pk: { S: 'lease' },
  sk: { S: 'lease' },
  operation_id: { S: operationId },
  holder: { S: 'failover by sam' },
  beat: { S: beat },
  until: { S: '2026-01-01T00:00:08.000Z' },
});
const takenBySomebodyElse = (table: FakeTable): unknown => table.items.set('lease/lease', leaseOf('another', 'b#1'));
const holders = (...tables: FakeTable[]): unknown[] => tables.map((table) => table.lease()?.['operation_id']?.S);

beforeEach(() => {
  clock = new LeaseClock(Date.parse('2026-01-01T00:00:00Z'));
  for (const table of [home, away, witness]) {
    table.items.clear();
    table.calls.length = 0;
    table.behaviour = 'answers';
  }
});

afterEach(async () => {
  for (const lease of leases.splice(0)) await lease.release();
});

/** The table with a function around each put. */
function betweenPuts(
  { client }: FakeTable,
  between: (put: () => Promise<unknown>) => Promise<unknown>,
): DynamoDBClient {
  const send = client.send.bind(client) as (command: object, options: object) => Promise<unknown>;
  const table: object = {
    send: (command: object, options: object) => {
      const ask = (): Promise<unknown> => send(command, options);
      return command instanceof PutItemCommand ? between(ask) : ask();
    },
  };
  return table as DynamoDBClient;
}

/** The table accepts each put, but the answers are lost. */
const losingAnswers = (table: FakeTable): DynamoDBClient =>
  betweenPuts(table, async (put) => {
    await put();
    throw new Error('socket hang up');
  });

describe('Lease.acquire: the holder died', () => {
  beforeEach(() => {
    for (const table of [home, away]) table.items.set('lease/lease', leaseOf('dead', 'dead#7'));
  });

  it('replaces its leases in both tables after the life of one', async () => {
    const startedAt = clock.now();
    const lease = await acquire();
    expect(holders(home, away)).toEqual(['mine', 'mine']);
    expect(clock.now() - startedAt).toBe(LEASE_MS);
    expect(lease).toMatchObject({ wasHeld: true, coverage: 'whole' });
  });

  it('may act as soon as it has them', async () => {
    const lease = await acquire();
    await expect(lease.ensureHeld()).resolves.toBeUndefined();
  });
});

describe('Lease.acquire: the holder lives', () => {
  it('gives up when a table shows a new beat, and takes nothing', async () => {
    away.items.set('lease/lease', leaseOf('alive', 'alive#1'));
    const live = afterEachWait(() => away.items.set('lease/lease', leaseOf('alive', `alive#${clock.now()}`)));
    const error = await failure(acquire({ clock: live }));
    expect(error.message).toBe(
      'failover by sam holds the lease of this pair until 2026-01-01T00:00:08.000Z. ' +
        'Wait until it ends. The lease of an operation that died expires by itself.',
    );
    expect(home.lease()).toBeUndefined();
  });
});

describe('Lease.acquire: a table that does not answer', () => {
  it('is asked again when it does not answer once', async () => {
    let puts = 0;
    const stumbling = betweenPuts(away, (put) => (++puts === 1 ? Promise.reject(new Error('socket hang up')) : put()));
    expect(await acquire({ tables: { ...TABLES, away: stumbling } })).toMatchObject({ coverage: 'whole' });
  });

  it.each(['home', 'away'] as const)('stops what is planned before it begins when it is in %s', async (region) => {
    ({ home, away })[region].behaviour = 'fails';
    expect(await failure(acquire())).toMatchObject({ name: 'LeaseError' });
    expect(holders(home, away)).toEqual([undefined, undefined]);
  });

  it('is given back what it kept when its answer got lost', async () => {
    const error = await failure(acquire({ tables: { ...TABLES, away: losingAnswers(away) } }));
    expect(error.name).toBe('LeaseError');
    expect(holders(home, away)).toEqual([undefined, undefined]);
  });

  it('leaves a part to an operation that goes with what can be reached', async () => {
    home.behaviour = 'fails';
    const lease = await acquire({ need: 'any' });
    expect(lease.coverage).toBe('part');
    await expect(lease.ensureHeld()).resolves.toBeUndefined();
  });

  it('leaves nothing to it when no other one answers either', async () => {
    home.behaviour = away.behaviour = 'fails';
    expect(await failure(acquire({ need: 'any' }))).toMatchObject({ name: 'LeaseError' });
  });

  it('stops nobody where two of three answer', async () => {
    away.behaviour = 'fails';
    expect(await acquire({ tables: THREE })).toMatchObject({ coverage: 'whole' });
    expect(holders(home, witness)).toEqual(['mine', 'mine']);
  });

  it('stops what is planned where one of three answers', async () => {
    home.behaviour = away.behaviour = 'fails';
    expect(await failure(acquire({ tables: THREE }))).toMatchObject({ name: 'LeaseError' });
  });
});

describe('Lease.acquire: two that each reach one table', () => {
  const unreachable = new FakeTable();
  beforeEach(() => (unreachable.behaviour = 'fails'));

  it('lets neither begin what is planned', async () => {
    const here = acquire({ tables: { ...TABLES, away: unreachable.client }, operationId: 'here' });
    const there = acquire({ tables: { ...TABLES, home: unreachable.client }, operationId: 'there' });
    expect(await Promise.all([failure(here), failure(there)])).toMatchObject([
      { name: 'LeaseError' },
      { name: 'LeaseError' },
    ]);
  });

  it('lets one of them begin where both reach the witness', async () => {
    const here = await acquire({ tables: { ...THREE, away: unreachable.client }, operationId: 'here', need: 'any' });
    const renewing = afterEachWait(() => witness.items.set('lease/lease', leaseOf('here', `here#${clock.now()}`)));
    const there = acquire({ tables: { ...THREE, home: unreachable.client }, operationId: 'there', clock: renewing });
    expect(await failure(there)).toMatchObject({ name: 'LeaseHeldError' });
    await expect(here.ensureHeld()).resolves.toBeUndefined();
  });
});

describe('Lease.ensureHeld', () => {
  const puts = ({ calls }: FakeTable): number => calls.filter((name) => name === 'PutItemCommand').length;
  /** After this time a renewal is too old for a change, but no other operation can have taken the lease. */
  const LATER_MS = LEASE_MS - 1_000;

  it('asks no table while the last renewal is young', async () => {
    const lease = await acquire();
    clock.skip(1_000);
    await lease.ensureHeld();
    expect([puts(home), puts(away)]).toEqual([1, 1]);
  });

  it('renews first after the process stood still', async () => {
    const lease = await acquire();
    clock.frozenMs = 3_600_000;
    await lease.ensureHeld();
    expect([puts(home), puts(away)]).toEqual([2, 2]);
  });

  it('fails when somebody began while the process stood still', async () => {
    const lease = await acquire();
    clock.frozenMs = 60_000;
    for (const table of [home, away]) takenBySomebodyElse(table);
    expect(await failure(lease.ensureHeld())).toMatchObject({ name: 'LeaseError' });
    await lease.release();
    expect(holders(home, away)).toEqual(['another', 'another']);
  });

  it('fails when nobody has it any more: somebody may have had it in between', async () => {
    const lease = await acquire();
    clock.frozenMs = 60_000;
    for (const table of [home, away]) table.items.clear();
    expect(await failure(lease.ensureHeld())).toMatchObject({ name: 'LeaseError' });
    expect(holders(home, away)).toEqual([undefined, undefined]);
  });

  it('fails when somebody else has one table, although the other one renews', async () => {
    const lease = await acquire();
    takenBySomebodyElse(away);
    clock.skip(LATER_MS);
    expect(await failure(lease.ensureHeld())).toMatchObject({ name: 'LeaseError' });
  });

  it.each(['home', 'away'] as const)('goes on when the table in %s of two is lost half-way', async (region) => {
    const lease = await acquire();
    ({ home, away })[region].behaviour = 'fails';
    for (let i = 0; i < 3; i++) {
      clock.skip(LATER_MS);
      await expect(lease.ensureHeld()).resolves.toBeUndefined();
    }
  });

  it('fails when both of two are lost', async () => {
    const lease = await acquire();
    home.behaviour = away.behaviour = 'fails';
    clock.skip(LATER_MS);
    expect(await failure(lease.ensureHeld())).toMatchObject({ name: 'LeaseError' });
  });

  it('goes on with two of three, and fails with one', async () => {
    const lease = await acquire({ tables: THREE });
    home.behaviour = 'fails';
    clock.skip(LATER_MS);
    await expect(lease.ensureHeld()).resolves.toBeUndefined();
    away.behaviour = 'fails';
    clock.skip(LATER_MS);
    expect(await failure(lease.ensureHeld())).toMatchObject({ name: 'LeaseError' });
  });

  it('goes on with the one of three that it began with', async () => {
    home.behaviour = away.behaviour = 'fails';
    const lease = await acquire({ tables: THREE, need: 'any' });
    clock.skip(LATER_MS);
    await expect(lease.ensureHeld()).resolves.toBeUndefined();
  });
});
