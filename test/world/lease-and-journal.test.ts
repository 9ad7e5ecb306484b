import type { OperationResult } from '../../functions/dr-operations/result';
import { succeeded } from '../local/invocation';
import type { Passage } from '../local/tap';
import { TEST_MS } from './limits';
import { operate, refusalOf, statusOf } from './operate';
import { shareWorld } from './shared-world';

jest.setTimeout(TEST_MS);

const shared = shareWorld();

const isReceived = (path: string) => (passage: Passage) => passage.moment === 'received' && passage.call.endsWith(path);

/** Runs `act` at the first call that matches. The call waits for it. */
function once(matches: (passage: Passage) => boolean, act: () => Promise<unknown>): void {
  const stop = shared.current.tap(async (passage) => {
    if (!matches(passage)) return 'pass';
    stop();
    await act();
    return 'pass';
  });
}

describe('two operations at once', () => {
  it.each([0, 300_000, -300_000])(
    'from both regions: one acts, and the other names the holder and the end of the lease (clocks %i ms apart)',
    async (apartMs) => {
      const { current: world } = shared;
      world.setClock('home', apartMs);
      let second: Promise<string> | undefined;
      once(isReceived('primary/demote'), () => {
        second = refusalOf(world, 'home', { operation: 'failover', reason: 'panic', actor: 'sam' });
        return second;
      });
      const first = await operate(world, 'away', { operation: 'switchover', actor: 'jo' });

      expect(first).toMatchObject({ outcome: 'done', left: [] });
      expect(await second).toMatch(
        /^switchover by jo in eu-central-1 holds the lease of this pair until \d{4}-\d\d-\d\dT[\d:.]+Z\. Wait until it ends\./,
      );
      expect(await world.regions.home.journal()).toMatchObject([{ actor: 'jo', outcome: 'done' }]);
      expect(world.pair.counters().twoWritablePrimariesMs).toBe(0);
    },
  );

  it('wait for each other when the first one ends soon', async () => {
    const { current: world } = shared;
    const both = await Promise.all([
      world.invoke('away', 'dr-operations', { operation: 'switchover' }),
      world.invoke('home', 'dr-operations', { operation: 'switchover' }),
    ]);
    const done = both.filter(({ error }) => !error).map(({ payload }) => (payload as OperationResult).outcome);
    expect(done).toContain('done');
    for (const { error } of both) if (error) expect(error.errorMessage).toContain('holds the lease of this pair');
    expect(world.pair.events.filter(({ detail }) => detail === 'promote').length).toBe(1);
    expect(await statusOf(world)).toMatchObject({ healthy: true, primary: 'away' });
  });
});

describe('an operation whose process was killed', () => {
  const event = { operation: 'switchover', reason: 'upgrade of home', actor: 'jo' } as const;

  /** Kills the switchover between demotion and promotion. */
  async function die(): Promise<void> {
    const { current: world } = shared;
    once(isReceived('secondary/promote'), () => world.kill('away', 'dr-operations'));
    const { error } = await world.invoke('away', 'dr-operations', event);
    expect(error?.errorMessage).toBe('Worker process died');
  }

  it.each(['home', 'away'] as const)(
    'has written the actor, the reason and its steps into the journal of %s',
    async (region) => {
      await die();
      const [entry, ...more] = await shared.current.regions[region].journal();
      expect(more).toEqual([]);
      expect(entry).toMatchObject({ ...event, to: 'away', region: 'eu-central-1', outcome: 'running', accept: [] });
      expect(entry?.steps).toContainEqual(
        expect.objectContaining({ kind: 'demote', cluster: 'home', outcome: 'done' }),
      );
      for (const { startMs, durationMs } of entry?.steps ?? []) {
        expect(startMs).toBeGreaterThanOrEqual(0);
        expect(durationMs).toBeGreaterThanOrEqual(0);
      }
    },
  );

  it('is reported by status', async () => {
    await die();
    const { unfinished, problems } = await statusOf(shared.current, 'home');
    expect(unfinished).toEqual({ operation: 'switchover', to: 'away' });
    expect(problems).toContainEqual(expect.objectContaining({ kind: 'operation-unfinished', cluster: 'away' }));
  });

  it('is replaced when its lease was not renewed for its lifetime by the clock of the next operation', async () => {
    const { current: world } = shared;
    await die();
    const dead = await world.regions.home.lease();
    const result = succeeded(await world.invoke('home', 'dr-operations', event)) as OperationResult;
    expect(result).toMatchObject({ outcome: 'done', left: [], region: 'eu-west-1' });
    expect(dead?.operationId).not.toBe(result.operationId);
    expect([await world.regions.home.lease(), await world.regions.away.lease()]).toEqual([undefined, undefined]);
  });
});
