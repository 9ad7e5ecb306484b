import { runStatus } from '../../../functions/dr-operations/engine';
import { failure } from '../../helpers/errors';
import { systemClock, useEngine } from './engine-bench';

const bench = useEngine();
/** Limit of a probe, longer than the other operation watches the lease, milliseconds. */
const PATIENT_MS = 20_000;

describe('runOperation: lease and journal', () => {
  it('lets only one of two operations continue that begin together', async () => {
    const { pair } = bench.current;
    let second: Promise<Error> | undefined;
    // The clusters do not answer the first one until the second one has given up.
    bench.current.after('home primary/demote', () => {
      second ??= bench.current.failureOf('failover', {}, bench.current.dependencies());
      pair.looksWaitFor = second;
    });
    const patient = bench.current.dependencies({}, PATIENT_MS);
    expect(await bench.current.run('switchover', {}, patient)).toMatchObject({ outcome: 'done' });
    expect((await second)?.name).toBe('LeaseHeldError');
    expect(bench.current.pair.events.filter((event) => event.endsWith('promote'))).toHaveLength(1);
    expect(bench.current.pair.most).toBe(1);
  });

  it('has nothing left to do when another operation did it while this one waited for the lease', async () => {
    const both = await Promise.all([
      bench.current.run('switchover'),
      bench.current.run('failover', {}, bench.current.dependencies()),
    ]);
    expect(both.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    expect(bench.current.pair.events.filter((event) => /demote|promote|name/.test(event))).toHaveLength(3);
    expect(bench.current.pair.most).toBe(1);
  });

  it('releases both leases, also after a refusal', async () => {
    bench.current.pair.clusters.away.state = 'idle';
    await bench.current.failureOf('switchover');
    expect([bench.current.tables.home.lease(), bench.current.tables.away.lease()]).toEqual([undefined, undefined]);
  });

  it('observes again if another operation held the lease a moment ago', async () => {
    const holder = { pk: { S: 'lease' }, sk: { S: 'lease' }, beat: { S: 'x#1' }, holder: { S: 'another' } };
    bench.current.tables.home.items.set('lease/lease', holder);
    const world = bench.current.dependencies();
    const clock = {
      ...systemClock,
      // The other operation ends while this one watches the lease. It has made away the primary.
      wait: (ms: number, signal?: AbortSignal): Promise<void> => {
        if (bench.current.tables.home.lease() === holder) {
          Object.assign(bench.current.pair.clusters.home, {
            mode: 'secondary',
            state: 'stream-wals',
            secondaryId: 'home',
          });
          Object.assign(bench.current.pair.clusters.away, { mode: 'primary', state: 'running', known: ['home'] });
          bench.current.route53.weights = { home: 0, away: 255 };
          bench.current.tables.home.items.delete('lease/lease');
          return Promise.resolve();
        }
        return systemClock.wait(ms, signal);
      },
    };
    expect(await bench.current.run('switchover', {}, { ...world, clock })).toMatchObject({
      outcome: 'done',
      steps: [],
    });
    expect(bench.current.pair.events).toEqual([]);
  });

  it.each(['black-holed', 'fails'] as const)(
    'goes on when the table of the lost region %s, asked once for each purpose',
    async (behaviour) => {
      await bench.current.loseHome();
      bench.current.tables.home.behaviour = behaviour;
      expect(await bench.current.run('failover')).toMatchObject({ outcome: 'done' });
      // A call that fails at once is tried a second time.
      const puts = behaviour === 'fails' ? ['PutItemCommand', 'PutItemCommand'] : ['PutItemCommand'];
      expect([...bench.current.tables.home.calls].sort()).toEqual(['DeleteItemCommand', ...puts, 'QueryCommand']);
      expect(bench.current.tables.away.journal()).toMatchObject([{ outcome: 'done' }]);
    },
  );

  it('refuses when the table of the cluster to be promoted does not answer', async () => {
    bench.current.tables.away.behaviour = 'fails';
    expect(await bench.current.failureOf('switchover')).toMatchObject({ name: 'LeaseError' });
    expect(bench.current.pair.events).toEqual([]);
    expect(bench.current.tables.home.lease()).toBeUndefined();
  });

  it('stops before the next effect when the lease is lost', async () => {
    let at = 0;
    const clock = { ...systemClock, now: () => Date.now() + at };
    bench.current.after('home primary/demote', () => {
      at = 10_000;
      bench.current.loseLease();
    });
    const result = await bench.current.run('switchover', {}, { ...bench.current.dependencies(), clock });
    expect(result).toMatchObject({ outcome: 'partial', error: { type: 'LeaseError' } });
    expect(bench.current.pair.events).toEqual(['home primary/demote']);
  });

  it('stops a promotion that is being repeated when the lease is lost', async () => {
    await bench.current.loseHome();
    let at = 0;
    const clock = { ...systemClock, now: () => Date.now() + at };
    bench.current.pair.clusters.away.fail('secondary/promote', {
      status: 503,
      errors: ['still catching up'],
      times: 1_000,
      then: () => {
        at += 7_000;
        bench.current.loseLease();
      },
    });
    const result = await bench.current.run('failover', {}, { ...bench.current.dependencies(), clock });
    expect(result).toMatchObject({ outcome: 'partial', error: { type: 'LeaseError' } });
    expect(bench.current.pair.clusters.away.writes()).toEqual(['secondary/promote']);
  });

  it('writes an entry to both tables, running before the first change and done at the end', async () => {
    const seen: unknown[] = [];
    for (const event of ['home primary/demote', 'away secondary/promote', 'name to away']) {
      bench.current.after(event, () => seen.push(bench.current.tables.away.journal()[0]?.outcome));
    }
    await bench.current.run('switchover');
    expect(seen).toEqual(['running', 'running', 'running']);
    for (const table of [bench.current.tables.home, bench.current.tables.away])
      expect(table.journal()).toMatchObject([{ outcome: 'done' }]);
  });

  it('leaves the entry running when the operation is killed, and status says so', async () => {
    const world = bench.current.dependencies();
    const clock = {
      ...systemClock,
      wait: (): Promise<void> => Promise.reject(new Error('the Lambda is gone')),
    };
    await failure(bench.current.run('switchover', {}, { ...world, clock }));
    expect(bench.current.tables.away.journal()).toMatchObject([{ outcome: 'running' }]);
    expect(await runStatus(world)).toMatchObject({
      healthy: false,
      unfinished: { operation: 'switchover', to: 'away' },
    });
    expect(await bench.current.run('switchover')).toMatchObject({ outcome: 'done' });
    expect(bench.current.pair.lostWrites('away')).toEqual([]);
  });

  /** Makes the newest entry one of an operation that was killed. */
  function leaveOpen(operation: string): void {
    const [key = '', entry = {}] =
      [...bench.current.tables.away.items].find(([key]) => key.startsWith('operation/')) ?? [];
    for (const { items } of [bench.current.tables.home, bench.current.tables.away])
      items.set(key, { ...entry, operation: { S: operation }, outcome: { S: 'running' } });
  }

  it.each(['switchover', 'fence'])(
    'ends a %s that was begun in the journal also when nothing is left to do',
    async (operation) => {
      await bench.current.run('switchover');
      leaveOpen(operation);
      expect(await bench.current.run(operation, { to: 'away' })).toMatchObject({ outcome: 'done', steps: [] });
      expect(await runStatus(bench.current.dependencies())).not.toHaveProperty('unfinished');
    },
  );

  it('leaves a failover open that a fence finds', async () => {
    await bench.current.run('switchover');
    leaveOpen('failover');
    expect(await bench.current.run('fence', { to: 'away' })).toMatchObject({ outcome: 'done', steps: [] });
    expect(await runStatus(bench.current.dependencies())).toMatchObject({ unfinished: { operation: 'failover' } });
  });
});
