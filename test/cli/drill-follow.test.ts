import { awaitFollower, followLimitMs } from '../../cli/drill/await-follower';
import { act, refuse, type Plan } from '../../functions/dr-operations/steps';
import { FakeClock } from '../helpers/fake-clock';

describe('how long a drill waits for the old primary to follow', () => {
  it.each([
    ['enterprise', undefined, 180],
    ['postgres', undefined, 180],
    ['snapshot', undefined, 300],
    ['snapshot', 60, 300],
    ['snapshot', 3_600, 7_380],
  ] as const)('%s with an interval of %s s: %s s', (replication, snapshotIntervalSeconds, limit) => {
    const interval = snapshotIntervalSeconds === undefined ? {} : { snapshotIntervalSeconds };
    expect(followLimitMs({ replication, ...interval })).toBe(limit * 1000);
  });
});

describe('the waiting of a drill', () => {
  const copying = refuse('not-following', 'home does not follow away (no file yet)', 'Wait.');
  const ready = act([{ kind: 'promote', cluster: 'home', force: false, cause: 'is-primary', reason: 'as requested' }]);
  const HOUR_MS = 3_600_000;

  /** @param after seconds after which the switchover back is possible */
  async function wait(
    after: number,
    limitMs: number,
    before: Plan = copying,
  ): Promise<{ notes: string[]; ms: number }> {
    const [clock, notes] = [new FakeClock(), [] as string[]];
    await awaitFollower({
      plan: () => Promise.resolve(clock.now() < after * 1000 ? before : ready),
      limitMs,
      note: (text) => notes.push(text),
      clock,
    });
    return { notes, ms: clock.now() };
  }

  it('says nothing where there is nothing to wait for', async () => {
    expect(await wait(0, HOUR_MS)).toEqual({ notes: [], ms: 0 });
  });

  it('says once what it waits for and how long at most, and when that is over', async () => {
    const { notes, ms } = await wait(2_000, HOUR_MS);
    expect(notes).toEqual([
      'waiting for the switchover back to be possible, for at most 1 h 0 min: home does not follow away (no file yet)',
      expect.stringMatching(/^the switchover back is possible after 33 min/),
    ]);
    expect(ms).toBeLessThan(2_010_000);
  });

  it('ends at its limit, and says what was missing', async () => {
    const { notes, ms } = await wait(Infinity, 180_000);
    expect(notes.at(-1)).toMatch(/^not possible after .*: home does not follow away \(no file yet\)$/);
    expect(ms).toBeLessThanOrEqual(180_000);
  });
});
