import { followRun, type FollowedRun } from '../../cli/operations/follow-run';
import type { JournalView } from '../../cli/operations/journal-reader';
import type { JournalEntry } from '../../functions/dr-operations/journal';
import { FakeClock } from '../helpers/fake-clock';

const OURS = 'jo@desk 1a2b3c4d';
const NOTHING: JournalView = { entries: [], lease: undefined, silent: [] };

const entry = (outcome: JournalEntry['outcome'], steps = 1): JournalEntry =>
  ({
    actor: OURS,
    outcome,
    steps: Array.from({ length: steps }, () => ({ kind: 'promote' })),
  }) as unknown as JournalEntry;
const lease = (beat: number, holder = `switchover by ${OURS} in eu-west-1`): JournalView['lease'] => ({
  holder,
  beat: String(beat),
});

/** Follows our run. `at` gives the content of the journal for each second since the beginning. */
async function followed(at: (second: number) => Partial<JournalView>): Promise<{ run: FollowedRun; second: number }> {
  const clock = new FakeClock();
  const startedAt = clock.now();
  const second = (): number => Math.floor((clock.now() - startedAt) / 1000);
  const given = new AbortController();
  const read = (): Promise<JournalView> => {
    if (second() >= 100) given.abort();
    return Promise.resolve({ ...NOTHING, ...at(second()) });
  };
  const run = await followRun({ read }, OURS, { steps: () => undefined }, given.signal, clock);
  return { run, second: second() };
}

describe('followRun', () => {
  it('returns the outcome in the journal', async () => {
    const { run } = await followed((second) => ({ entries: [entry(second < 5 ? 'running' : 'done')] }));
    expect(run).toMatchObject({ kind: 'result', result: { outcome: 'done' } });
  });

  it('returns an undone operation as partial, and a refused one as refused', async () => {
    const undone = await followed(() => ({ entries: [entry('undone')] }));
    expect(undone.run).toMatchObject({ kind: 'result', result: { outcome: 'partial' } });
    const summary = 'home is gone. Bring it up. [accept: loss]';
    const refused = await followed(() => ({ entries: [{ ...entry('refused'), summary }] }));
    expect(refused.run).toMatchObject({ kind: 'refused', message: 'home is gone. Bring it up.', needs: ['loss'] });
  });

  it('ignores other operations', async () => {
    const foreign = { ...entry('done'), actor: 'somebody@else 99999999' };
    const { run } = await followed(() => ({ entries: [foreign], lease: lease(1, 'rejoin by somebody@else') }));
    expect(run.kind).toBe('no-trace');
  });

  it('finds no trace only after the time for a cold start and two leases that expire', async () => {
    const { run, second } = await followed(() => ({}));
    expect(run.kind).toBe('no-trace');
    expect(second).toBeGreaterThanOrEqual(20);
  });

  it('reports as dead an operation that neither renews its lease nor ends a step', async () => {
    const { run, second } = await followed((at) => ({ entries: [entry('running')], lease: lease(Math.min(at, 10)) }));
    expect(run).toMatchObject({ kind: 'died', steps: [{ kind: 'promote' }] });
    expect(second).toBeGreaterThanOrEqual(10 + 8);
  });

  it('waits while the lease is renewed, however long a step takes', async () => {
    const { run } = await followed((second) => ({ entries: [entry('running')], lease: lease(second) }));
    expect(run).toEqual({ kind: 'stopped', steps: [{ kind: 'promote' }] });
  });

  it('waits while no table answers', async () => {
    const { run } = await followed(() => ({ silent: ['home', 'away'] }));
    expect(run).toEqual({ kind: 'stopped', steps: [] });
  });

  it('remembers an entry after its table has stopped answering', async () => {
    const { run } = await followed((second) =>
      second < 3 ? { entries: [entry('running')], lease: lease(second) } : {},
    );
    expect(run).toMatchObject({ kind: 'died', steps: [{ kind: 'promote' }] });
  });
});
