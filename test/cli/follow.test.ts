import { follow, type Trail } from '../../cli/operations/follow';
import type { JournalView } from '../../cli/operations/journal';
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

/** Follows ours while the journal says what `at` gives for a second since the beginning. */
async function trailOf(at: (second: number) => Partial<JournalView>): Promise<{ trail: Trail; second: number }> {
  const clock = new FakeClock();
  const startedAt = clock.now();
  const second = (): number => Math.floor((clock.now() - startedAt) / 1000);
  const given = new AbortController();
  const read = (): Promise<JournalView> => {
    if (second() >= 100) given.abort();
    return Promise.resolve({ ...NOTHING, ...at(second()) });
  };
  const trail = await follow({ read }, OURS, { steps: () => undefined }, given.signal, clock);
  return { trail, second: second() };
}

describe('follow', () => {
  it('ends with what the journal says in the end', async () => {
    const { trail } = await trailOf((second) => ({ entries: [entry(second < 5 ? 'running' : 'done')] }));
    expect(trail).toMatchObject({ kind: 'result', result: { outcome: 'done' } });
  });

  it('calls half-way what was taken back, and refused what changed nothing', async () => {
    const undone = await trailOf(() => ({ entries: [entry('undone')] }));
    expect(undone.trail).toMatchObject({ kind: 'result', result: { outcome: 'partial' } });
    const summary = 'home is gone. Bring it up. [accept: loss]';
    const refused = await trailOf(() => ({ entries: [{ ...entry('refused'), summary }] }));
    expect(refused.trail).toMatchObject({ kind: 'refused', message: 'home is gone. Bring it up.', needs: ['loss'] });
  });

  it('takes no notice of what others do', async () => {
    const foreign = { ...entry('done'), actor: 'somebody@else 99999999' };
    const { trail } = await trailOf(() => ({ entries: [foreign], lease: lease(1, 'rejoin by somebody@else') }));
    expect(trail.kind).toBe('traceless');
  });

  it('calls traceless only who had the time for a cold start and two leases of the dead', async () => {
    const { trail, second } = await trailOf(() => ({}));
    expect(trail.kind).toBe('traceless');
    expect(second).toBeGreaterThanOrEqual(20);
  });

  it('calls dead who neither renews the lease nor ends a step', async () => {
    const { trail, second } = await trailOf((at) => ({ entries: [entry('running')], lease: lease(Math.min(at, 10)) }));
    expect(trail).toMatchObject({ kind: 'died', steps: [{ kind: 'promote' }] });
    expect(second).toBeGreaterThanOrEqual(10 + 8);
  });

  it('waits for who renews the lease, however long a step takes', async () => {
    const { trail } = await trailOf((second) => ({ entries: [entry('running')], lease: lease(second) }));
    expect(trail).toEqual({ kind: 'left', steps: [{ kind: 'promote' }] });
  });

  it('waits while the tables are silent, which says nothing', async () => {
    const { trail } = await trailOf(() => ({ silent: ['home', 'away'] }));
    expect(trail).toEqual({ kind: 'left', steps: [] });
  });

  it('remembers an entry whose table does not answer any more', async () => {
    const { trail } = await trailOf((second) =>
      second < 3 ? { entries: [entry('running')], lease: lease(second) } : {},
    );
    expect(trail).toMatchObject({ kind: 'died', steps: [{ kind: 'promote' }] });
  });
});
