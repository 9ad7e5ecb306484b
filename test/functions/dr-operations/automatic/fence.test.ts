import { plan } from '../../../../functions/dr-operations/plan';
import type { Plan } from '../../../../functions/dr-operations/steps';
import type { World } from '../../../../functions/dr-operations/world';
import { demoted, LIMITS, primary, request, world } from '../worlds';

const TOOK_OVER = { cluster: 'away', at: '2025-01-01T09:00:00Z', proof: 'none' } as const;
/** Home has returned as a second primary. The client name, the journal and the replication say that away took over. */
const RETURNED: Partial<World> = {
  clusters: { home: primary({ knownSecondaries: ['away'] }), away: primary({ knownSecondaries: [] }) },
  records: { kind: 'known', weights: { home: 0, away: 255 } },
  promotion: TOOK_OVER,
};

const fence = (more: Partial<World>, isAutomatic = true): Plan =>
  plan(
    request('fence', { to: undefined, ...(isAutomatic && { automatic: { beats: {} } }) }),
    world({ ...RETURNED, ...more }),
    LIMITS,
  );
const refusalOf = (planned: Plan): string => (planned.kind === 'refuse' ? planned.refusal : planned.kind);

describe('a fence', () => {
  it('demotes the old one of two primaries, and does nothing else', () => {
    const planned = fence({});
    expect(planned.kind === 'act' && planned.rounds).toEqual([
      [expect.objectContaining({ kind: 'demote', cluster: 'home', cause: 'second-primary' })],
    ]);
  });

  it('leaves a rejoin to do', () => {
    const clusters = { home: demoted(), away: primary() };
    expect(fence({ clusters, run: { demoted: 'home' } })).toMatchObject({ kind: 'done', left: ['rejoin'] });
  });

  it('does nothing to a single primary', () => {
    expect(fence({ clusters: { home: demoted(), away: primary() } }).kind).toBe('done');
  });

  it.each<[string, Partial<World>, string]>([
    ['the journal of a region cannot be read', { historyKnown: false }, 'journal-unreadable'],
    ['this system has promoted neither', { promotion: undefined }, 'two-primaries'],
    [
      'the client name leads to the other one',
      { records: { kind: 'known', weights: { home: 255, away: 0 } } },
      'two-primaries',
    ],
    ['an operation is unfinished', { unfinished: { operation: 'switchover', to: 'away' } }, 'two-primaries'],
    ['Route 53 does not answer', { records: { kind: 'unavailable', detail: 'no answer' } }, 'needs-acceptance'],
    ['home was not demoted', { run: { demoteFailed: 'no answer' } }, 'demotion-failed'],
    [
      'a node of home is active in spite of the fence',
      {
        clusters: { home: { kind: 'changing', mode: undefined, detail: 'a node is active' }, away: primary() },
        run: { demoteFailed: 'a node is active', unsettled: ['home'] },
      },
      'demotion-failed',
    ],
  ])('is refused by itself if %s', (_words, more, refusal) => {
    expect(refusalOf(fence(more))).toBe(refusal);
  });

  it('of a person does not need the journal', () => {
    expect(fence({ promotion: undefined }, false).kind).toBe('act');
  });
});
