import { PutItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../../functions/shared/clock';
import { Lease, LEASE_MS, type LeaseOptions } from '../../../functions/dr-operations/lease';
import { failure } from '../../helpers/errors';
import { FakeTable } from './fake-aws';

const home = new FakeTable();
const away = new FakeTable();
let now: number;

/** Waiting takes no time but counts; a wait that can be given up lasts until then. */
const clock: Clock = {
  now: () => now,
  wait: (ms, signal) => {
    if (!signal) return Promise.resolve(void (now += ms));
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('given up'))));
  },
};

const acquire = (by = clock, tables: Partial<LeaseOptions['tables']> = {}): Promise<Lease> =>
  Lease.acquire({
    tables: { home: home.client, away: away.client, ...tables },
    tableName: 'journal',
    decisive: 'away',
    operationId: 'mine',
    holder: 'switchover by jo',
    clock: by,
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });

const leaseOf = (operationId: string, beat: string) => ({
  pk: { S: 'lease' },
  sk: { S: 'lease' },
  operation_id: { S: operationId },
  holder: { S: 'failover by sam' },
  beat: { S: beat },
  until: { S: '2026-01-01T00:00:08.000Z' },
});

beforeEach(() => {
  now = Date.parse('2026-01-01T00:00:00Z');
  for (const table of [home, away]) table.items.clear();
});

describe('Lease.acquire: the holder died', () => {
  beforeEach(() => {
    for (const table of [home, away]) table.items.set('lease/lease', leaseOf('dead', 'dead#7'));
  });

  it('replaces its leases in both tables after the life of one', async () => {
    const startedAt = now;
    const lease = await acquire();
    expect([home.lease(), away.lease()]).toMatchObject([
      { operation_id: { S: 'mine' } },
      { operation_id: { S: 'mine' } },
    ]);
    expect(now - startedAt).toBe(LEASE_MS);
    await lease.release();
  });

  it('may act as soon as it has them', async () => {
    const lease = await acquire();
    expect(() => lease.assertHeld()).not.toThrow();
    await lease.release();
  });
});

/** The table, with something between it and each put. */
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

/** The table keeps what it is asked for, and no answer of a put says so. */
const losingAnswers = (table: FakeTable): DynamoDBClient =>
  betweenPuts(table, async (put) => {
    await put();
    throw new Error('socket hang up');
  });

describe('Lease.acquire: the table of the decisive region', () => {
  it('is asked again when it does not answer once', async () => {
    let puts = 0;
    const stumbling = betweenPuts(away, (put) => (++puts === 1 ? Promise.reject(new Error('socket hang up')) : put()));
    const lease = await acquire(clock, { away: stumbling });
    expect(() => lease.assertHeld()).not.toThrow();
    await lease.release();
  });

  it('is given back when its answer got lost', async () => {
    const error = await failure(acquire(clock, { away: losingAnswers(away) }));
    expect(error.name).toBe('LeaseError');
    expect([home.lease(), away.lease()]).toEqual([undefined, undefined]);
  });
});

describe('Lease.acquire: the table of the other region', () => {
  it('keeps no lease when its answer got lost, and the operation goes on', async () => {
    const lease = await acquire(clock, { home: losingAnswers(home) });
    expect(() => lease.assertHeld()).not.toThrow();
    await lease.release();
    expect([home.lease(), away.lease()]).toEqual([undefined, undefined]);
  });
});

describe('Lease.acquire: the holder lives', () => {
  it('gives up when the table of the decisive region shows a new beat, and takes nothing', async () => {
    away.items.set('lease/lease', leaseOf('alive', 'alive#1'));
    const live: Clock = {
      ...clock,
      wait: async (ms, signal) => {
        await clock.wait(ms, signal);
        away.items.set('lease/lease', leaseOf('alive', `alive#${now}`));
      },
    };
    const error = await failure(acquire(live));
    expect(error.message).toBe(
      'failover by sam holds the lease of this pair until 2026-01-01T00:00:08.000Z. ' +
        'Wait for it to end; the lease of an operation that died ends by itself.',
    );
    expect(home.lease()).toBeUndefined();
  });
});
