import { Journal } from '../../../functions/dr-operations/journal';
import { Lease } from '../../../functions/dr-operations/lease';
import type { Promotion } from '../../../functions/dr-operations/world';
import { eventsOf } from '../../../functions/events/events-of';
import type { DuePair, NameBatchResult } from '../../../functions/name-batch/contract';
import { HeldPair } from '../../../functions/name-batch/due-pair';
import { moveNames } from '../../../functions/name-batch/move-names';
import { Deadline, type Clock } from '../../../functions/shared/clock';
import { FakeTable } from '../dr-operations/fake-aws';
import { FakeZones } from './fake-zone';

/** A clock whose waits pass at once. */
class QuickClock implements Clock {
  /** Happens in each wait. */
  during: (() => Promise<unknown>) | undefined;
  #now = Date.parse('2026-01-01T00:00:00.000Z');
  now = (): number => this.#now;
  wait = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      // The renewal of a lease waits until it is released, and must not move the time.
      if (signal) return void signal.addEventListener('abort', () => reject(new Error('aborted')));
      this.#now += ms;
      void Promise.resolve(this.during?.()).finally(() => setImmediate(resolve));
    });
}

let clock: QuickClock;
let zones: FakeZones;
let tables: Map<string, FakeTable>;

beforeEach(() => {
  clock = new QuickClock();
  zones = new FakeZones(clock.now);
  tables = new Map();
});

const nameOf = (i: number): string => `vault-${String(i).padStart(3, '0')}.example.com`;
const note = (): void => undefined;
const WHO = { actor: 'somebody', reason: 'the region is lost', region: 'eu-central-1' };

const duePair = (i: number, dns: Partial<DuePair['dns']> = {}): DuePair => ({
  environment: 'prod',
  identifier: `p${i}`,
  to: 'away',
  journalTable: `journal-${i}`,
  regions: { home: 'eu-west-1', away: 'eu-central-1' },
  dns: { hostedZoneIds: ['Z1'], clientName: nameOf(i), setIdentifiers: { home: 'home', away: 'away' }, ...dns },
});

function tableOf({ journalTable }: DuePair): FakeTable {
  const known = tables.get(journalTable) ?? new FakeTable();
  tables.set(journalTable, known);
  return known;
}

/** The region of home is lost: both clients lead to what is left. */
const clientsOf = (pair: DuePair) => {
  const lost = new FakeTable();
  lost.behaviour = 'fails';
  return { home: lost.client, away: tableOf(pair).client };
};

/** Writes what a failover leaves that has left the name. */
async function promoted(pair: DuePair, more: Partial<Promotion> = {}, agoMs = 20_000): Promise<void> {
  for (const zone of pair.dns.hostedZoneIds) zones.add(zone, pair.dns.clientName);
  const journal = new Journal({ tables: clientsOf(pair), tableName: pair.journalTable, note });
  const at = new Date(clock.now() - agoMs).toISOString();
  journal.write(
    { startedAt: at, operationId: 'failover', operation: 'failover', to: 'away', outcome: 'done' },
    { cluster: 'away', at, proof: 'none', hadClients: true, nameDue: true, ...more },
  );
  await journal.flush();
}

const move = (pairs: readonly DuePair[], budgetMs = 60_000): Promise<NameBatchResult> =>
  moveNames(
    pairs.map((pair) => new HeldPair(pair, { tables: clientsOf(pair), operationId: 'batch', clock, note, ...WHO })),
    { route53: zones.client, clock, deadline: Deadline.in(clock, budgetMs) },
  );

const pairs = (count: number): DuePair[] => Array.from({ length: count }, (_, i) => duePair(i));
const promotionIn = (pair: DuePair): unknown => {
  const [newest] = [...tableOf(pair).items.entries()]
    .filter(([key]) => key.startsWith('operation/'))
    .sort(([a], [b]) => b.localeCompare(a));
  return JSON.parse(newest?.[1]['promotion']?.S ?? 'null');
};

describe('moveNames', () => {
  it('moves the names of a hundred pairs in one change batch', async () => {
    const all = pairs(100);
    for (const pair of all) await promoted(pair);
    const result = await move(all);
    expect(result.status).toBe('INSYNC');
    expect(result.pairs.filter(({ outcome }) => outcome === 'moved')).toHaveLength(100);
    expect(zones.batches).toEqual([['Z1', 200]]);
    expect(zones.weightsOf('Z1', nameOf(77))).toEqual({ home: 0, away: 255 });
  });

  it('reads a large zone page by page, and does not touch other names', async () => {
    const [one, other] = [duePair(1), duePair(900)];
    await promoted(one);
    await promoted(other);
    for (let i = 100; i < 500; i++) zones.add('Z1', nameOf(i));
    await move([one, other]);
    expect(zones.batches).toEqual([['Z1', 4]]);
    expect(zones.weightsOf('Z1', nameOf(300))).toEqual({ home: 255, away: 0 });
  });

  it('sends one batch for each zone', async () => {
    const both = duePair(1, { hostedZoneIds: ['Z1', 'Z2'] });
    const second = duePair(2, { hostedZoneIds: ['Z2'] });
    for (const pair of [both, second]) await promoted(pair);
    await move([both, second]);
    expect(zones.batches).toEqual([
      ['Z1', 2],
      ['Z2', 4],
    ]);
  });

  it('stays below five requests a second', async () => {
    const all = Array.from({ length: 12 }, (_, i) => duePair(i, { hostedZoneIds: [`Z${i}`] }));
    for (const pair of all) await promoted(pair);
    await move(all);
    const inOneSecond = zones.requestedAt.map(
      (from) => zones.requestedAt.filter((at) => at >= from && at < from + 1_000).length,
    );
    expect(Math.max(...inOneSecond)).toBeLessThanOrEqual(5);
  });

  it('tells the journal that the name is no longer due, and gives the lease back', async () => {
    const pair = duePair(1);
    await promoted(pair);
    await move([pair]);
    expect(promotionIn(pair)).toEqual(expect.not.objectContaining({ nameDue: true }));
    expect(tableOf(pair).lease()).toBeUndefined();
  });

  it('writes an entry from which the events of the pair are made', async () => {
    const pair = duePair(1);
    await promoted(pair);
    await move([pair]);
    const entry = tableOf(pair).journal().at(-1)?.entry ?? '';
    const image = { pk: { S: 'operation' }, entry: { S: entry } };
    const events = eventsOf({ NewImage: image }, { environment: 'prod', identifier: 'p1', region: 'eu-central-1' });
    expect(events.map((event) => event['detail-type'])).toEqual([
      'operation.started',
      'operation.step',
      'operation.finished',
    ]);
    expect(events[0]?.detail).toMatchObject({ operation: 'dns-switch', to: 'away', actor: 'somebody' });
  });

  it('has nothing to change if the name leads there already', async () => {
    const pair = duePair(1);
    await promoted(pair);
    zones.zones.set('Z1', []);
    zones.add('Z1', nameOf(1), { home: 0, away: 255 });
    expect(await move([pair])).toEqual({ pairs: [{ pair: 'prod/p1', outcome: 'moved' }], status: 'UNCHANGED' });
  });

  it('tries again what Route 53 throttles', async () => {
    await promoted(duePair(1));
    zones.refusals.push('Throttling', 'PriorRequestNotComplete');
    expect((await move([duePair(1)])).pairs).toEqual([{ pair: 'prod/p1', outcome: 'moved' }]);
  });

  it('ends at its deadline if Route 53 throttles for ever', async () => {
    await promoted(duePair(1));
    zones.refusals.push(...Array.from({ length: 100 }, () => 'Throttling'));
    const { pairs: ended } = await move([duePair(1)], 20_000);
    expect(ended).toMatchObject([{ outcome: 'left', why: expect.stringContaining('Throttling') as string }]);
  });

  it('says which pairs are left when a batch is refused, and moves those of the other zone', async () => {
    const [one, other] = [duePair(1), duePair(2, { hostedZoneIds: ['Z2'] })];
    for (const pair of [one, other]) await promoted(pair);
    zones.refusals.push('InvalidChangeBatch');
    const { pairs: ended } = await move([one, other]);
    expect(ended).toMatchObject([
      { pair: 'prod/p1', outcome: 'left' },
      { pair: 'prod/p2', outcome: 'moved' },
    ]);
    expect(promotionIn(one)).toMatchObject({ nameDue: true });
  });
});

describe('a name is left', () => {
  const leftOf = async (pair: DuePair): Promise<string | undefined> => {
    const { pairs: ended } = await move([pair]);
    expect(zones.batches).toEqual([]);
    return ended[0]?.why;
  };

  it('if the journal does not say that it is due', async () => {
    await promoted(duePair(1), { nameDue: undefined });
    expect(await leftOf(duePair(1))).toContain('does not say that the name is due');
  });

  it('if the other cluster was promoted since', async () => {
    await promoted(duePair(1), { cluster: 'home' });
    expect(await leftOf(duePair(1))).toContain('does not say that the name is due');
  });

  it('if the failover is older than half an hour', async () => {
    await promoted(duePair(1), {}, 31 * 60_000);
    expect(await leftOf(duePair(1))).toContain('too long ago');
  });

  it('if the weights were edited by hand', async () => {
    await promoted(duePair(1));
    zones.zones.set('Z1', []);
    zones.add('Z1', nameOf(1), { home: 100, away: 155 });
    expect(await leftOf(duePair(1))).toContain('edited by hand');
  });

  it('if the zone is in another account', async () => {
    const pair = duePair(1, { roleArn: 'arn:aws:iam::111122223333:role/zone' });
    await promoted(pair);
    expect(await leftOf(pair)).toContain('another account');
  });

  it('if another operation holds the lease', async () => {
    const pair = duePair(1);
    await promoted(pair);
    const other = await Lease.acquire({
      tables: clientsOf(pair),
      tableName: pair.journalTable,
      need: 'any',
      operationId: 'other',
      holder: 'switchover by somebody',
      clock,
      note,
    });
    clock.during = () => other.ensureHeld();
    expect(await leftOf(pair)).toBeDefined();
    await other.release();
  });
});
