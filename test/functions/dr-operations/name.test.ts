import fc from 'fast-check';
import { plan } from '../../../functions/dr-operations/plan';
import { planName } from '../../../functions/dr-operations/plan/name';
import { needsOf } from '../../../functions/dr-operations/steps';
import type { Promotion, World } from '../../../functions/dr-operations/world';
import type { ClusterObservation } from '../../../functions/shared/cluster-observation';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../../functions/shared/contract';
import { demoted, disabled, LIMITS, primary, request, secondary, world } from './worlds';

const GONE: ClusterObservation = { kind: 'unreachable', cause: 'timeout' };
const SEALED: ClusterObservation = { kind: 'sealed' };
const CHANGING: ClusterObservation = { kind: 'changing', mode: 'primary', detail: 'role change or election' };
const ODD: ClusterObservation = { kind: 'odd', problem: 'not-json' };

const known = (home: number, away: number): Pick<World, 'records'> => ({
  records: { kind: 'known', weights: { home, away } },
});
const HOME = known(255, 0);
const AWAY = known(0, 255);

const promoted = (cluster: ClusterName, proof: Promotion['proof'] = 'none'): Pick<World, 'promotion'> => ({
  promotion: { cluster, at: '2024-12-30T10:00:00Z', lastRemoteWal: 100, proof },
});
const of = (home: ClusterObservation, away: ClusterObservation): Pick<World, 'clusters'> => ({
  clusters: { home, away },
});

/** The first step of the plan, or the kind of a plan without steps. */
function target(given: World): string {
  const planned = planName([], given);
  const first = planned.kind === 'act' ? planned.rounds[0][0] : undefined;
  return first ? `${first.kind} ${first.cluster}` : planned.kind;
}
const reasonOf = (given: World): string => {
  const planned = planName([], given);
  return planned.kind === 'act' ? 'acts' : planned.reason;
};

describe('planName', () => {
  it.each([
    ['keeps what is right', world()],
    ['keeps what is right after a failover', world({ ...of(GONE, primary()), ...AWAY })],
    [
      'keeps the only primary that is seen, whatever the journal says',
      world({ ...of(GONE, primary()), ...AWAY, ...promoted('home') }),
    ],
  ])('%s', (_name, given) => {
    expect(planName([], given)).toMatchObject({ kind: 'done' });
  });

  it.each([
    ['away, because home is seen as a secondary', world(of(demoted(), primary())), 'away'],
    ['home, because away is seen as a secondary', world({ ...AWAY }), 'home'],
    ['home, where the name led nowhere', world({ ...known(0, 0) }), 'home'],
    ['away, where both had weight', world({ ...of(secondary(), primary()), ...known(255, 255) }), 'away'],
    ['away, which took over from a home that is lost', world({ ...of(GONE, primary()), ...promoted('away') }), 'away'],
    [
      'away, which took over from a home that is sealed now',
      world({ ...of(SEALED, primary()), ...promoted('away'), run: { unsettled: ['home'] } }),
      'away',
    ],
    ['the one of two primaries that took over', world({ ...of(primary(), primary()), ...promoted('away') }), 'away'],
    ['home, which away follows again', world({ ...AWAY, ...promoted('away') }), 'home'],
    [
      'away after a switchover whose proof came',
      world({ ...of(demoted(), primary()), ...promoted('away', 'came') }),
      'away',
    ],
  ])('moves the name to %s', (_name, given, active) => {
    expect(target(given)).toBe(`switch-dns ${active}`);
  });

  it.each([
    ['two primaries of which nobody knows who took over', world(of(primary(), primary())), /Both clusters are primary/],
    [
      'two primaries while a journal is missing',
      world({ ...of(primary(), primary()), ...promoted('away'), historyKnown: false }),
      /Both clusters are primary/,
    ],
    ['two secondaries', world(of(secondary(), secondary())), /Neither cluster/],
    ['two clusters without DR', world(of(disabled(), disabled())), /Neither cluster/],
    ['two silent clusters', world(of(GONE, GONE)), /Neither cluster/],
    ['a primary beside a cluster that is not seen', world(of(GONE, primary())), /may be the newer primary/],
    [
      'a primary beside something odd',
      world({ ...of(ODD, primary()), run: { unsettled: ['home'] } }),
      /may be the newer primary/,
    ],
    ['a primary beside one that serves without DR', world(of(disabled(), primary())), /may be the newer primary/],
    [
      'one that took over, while a journal is missing',
      world({ ...of(GONE, primary()), ...promoted('away'), historyKnown: false }),
      /the journal does not say/,
    ],
    [
      'an operation that is under way',
      world({ ...of(demoted(), primary()), unfinished: { operation: 'switchover', to: 'away' } }),
      /switchover to away\) began and did not end/,
    ],
    [
      'a promotion ahead of its proof',
      world({ ...of(demoted(), primary()), ...promoted('away', 'due') }),
      /began and did not end/,
    ],
    ['weights of 1 and 0', world({ ...of(demoted(), primary()), ...known(1, 0) }), /by hand \(home 1, away 0\)/],
    ['weights of 255 and 10', world({ ...known(255, 10) }), /by hand/],
  ])('refuses %s', (_name, given, reason) => {
    expect(planName([], given)).toMatchObject({ kind: 'refuse' });
    expect(reasonOf(given)).toMatch(reason);
  });

  it.each(CLUSTER_NAMES)('waits until %s says what it is', (name) => {
    const clusters = name === 'home' ? of(CHANGING, primary()) : of(primary(), CHANGING);
    expect(target(world(clusters))).toBe(`settle ${name}`);
  });

  it('does not wait twice', () => {
    const given = world({ ...of(CHANGING, primary()), run: { unsettled: ['home'] } });
    expect(reasonOf(given)).toMatch(/between two roles \(.*\): it may be the newer primary/);
  });

  it('confirms what it sent, and says when the name servers are late', () => {
    const sent = { dnsChange: { active: 'away', changeId: 'C1' } } as const;
    const given = world({ ...of(demoted(), primary()), ...AWAY });
    expect(target({ ...given, run: sent })).toBe('confirm-dns away');
    expect(planName([], { ...given, run: { ...sent, insync: 'confirmed' } })).toMatchObject({ kind: 'done', left: [] });
    expect(planName([], { ...given, run: { ...sent, insync: 'not-confirmed' } })).toMatchObject({
      kind: 'done',
      left: ['confirm-dns'],
    });
  });

  it('lets nothing be accepted but edited weights', () => {
    const edited = world({ ...of(demoted(), primary()), ...known(10, 90) });
    const refusal = planName([], edited);
    expect(refusal.kind === 'refuse' && needsOf(refusal)).toEqual(['foreign-weights']);
    expect(planName(['foreign-weights'], edited)).toMatchObject({
      kind: 'act',
      accepted: [{ accept: 'foreign-weights' }],
    });
    const unseen = planName([], world(of(GONE, primary())));
    expect(unseen.kind === 'refuse' && needsOf(unseen)).toEqual([]);
  });
});

describe('dns-switch after a failover', () => {
  const returned = world({ ...of(primary({ lastWal: 100 }), GONE), ...AWAY });

  it.each([
    ['the journal says who took over', promoted('away')],
    ['the journal says nothing', {}],
    ['the journal cannot be read', { historyKnown: false }],
  ])('does not follow an old primary that came back: %s', (_name, more) => {
    expect(planName([], { ...returned, ...more })).toMatchObject({ kind: 'refuse' });
  });

  it('agrees with a switchover in the same world', () => {
    expect(plan(request('switchover', { to: 'home' }), returned, LIMITS)).toMatchObject({ kind: 'refuse' });
    expect(plan(request('dns-switch', { to: undefined }), returned, LIMITS)).toMatchObject({ kind: 'refuse' });
  });

  it('leaves the clients on the new primary when both are seen', () => {
    const both = { ...returned, ...of(primary({ lastWal: 100 }), primary({ lastWal: 9000 })), ...promoted('away') };
    expect(planName([], both)).toMatchObject({ kind: 'done' });
  });
});

describe('any plan for the name', () => {
  const cluster = fc.constantFrom<ClusterObservation>(
    primary(),
    secondary(),
    demoted(),
    disabled(),
    GONE,
    SEALED,
    CHANGING,
    ODD,
  );
  const weight = fc.constantFrom(0, 255, 1, 100);
  const promotion = fc.constantFrom<Pick<World, 'promotion'>>(
    {},
    ...CLUSTER_NAMES.flatMap((name) => (['came', 'due', 'none'] as const).map((proof) => promoted(name, proof))),
  );
  const worlds = fc
    .record({
      home: cluster,
      away: cluster,
      weights: fc.tuple(weight, weight),
      promotion,
      historyKnown: fc.boolean(),
      isOpen: fc.boolean(),
    })
    .map(({ home, away, weights, historyKnown, isOpen, ...more }) =>
      world({
        ...of(home, away),
        ...known(...weights),
        ...more.promotion,
        historyKnown,
        ...(isOpen && { unfinished: { operation: 'failover', to: 'away' } as const }),
      }),
    );
  const movesTo = (given: World): ClusterName | undefined => {
    const planned = planName([], given);
    return planned.kind === 'act'
      ? planned.rounds.flat().find(({ kind }) => kind === 'switch-dns')?.cluster
      : undefined;
  };

  it('moves it only to a primary that is seen, and beside which no other can be the newer one', () => {
    fc.assert(
      fc.property(worlds, (given) => {
        const active = movesTo(given);
        if (active === undefined) return true;
        const [it, other] = [given.clusters[active], given.clusters[otherCluster(active)]];
        const isSeen = it.kind === 'up' && it.mode === 'primary';
        const isAlone = other.kind === 'up' && other.mode === 'secondary';
        const tookOver = given.historyKnown && given.promotion?.cluster === active;
        return isSeen && given.unfinished === undefined && (isAlone || tookOver);
      }),
      { numRuns: 2000 },
    );
  });

  it('has nothing to do a second time', () => {
    fc.assert(
      fc.property(worlds, (given) => {
        const active = movesTo(given);
        if (active === undefined) return true;
        const run = { dnsChange: { active, changeId: 'C1' }, insync: 'confirmed' } as const;
        return planName([], { ...given, ...(active === 'home' ? HOME : AWAY), run }).kind === 'done';
      }),
      { numRuns: 2000 },
    );
  });
});
