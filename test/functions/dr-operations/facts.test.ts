import { linkTo, withoutWhatDidNotHold } from '../../../functions/dr-operations/plan/facts';
import { mayObject, object, refuseUnaccepted, refuseUnused } from '../../../functions/dr-operations/plan/objections';
import { survivorOf } from '../../../functions/dr-operations/plan/survivor';
import { heartbeatAgeMs, hearingOf, mayHear } from '../../../functions/dr-operations/plan/witness';
import { needsOf } from '../../../functions/dr-operations/steps';
import type { RunFacts, World } from '../../../functions/dr-operations/world';
import type { ClusterObservation, UpCluster } from '../../../functions/shared/cluster-observation';
import { LIMITS, NOW, primary, secondary, world } from './worlds';

const gone: ClusterObservation = { kind: 'unreachable', cause: 'timeout' };
const heard = (msAgo: number): string => new Date(NOW - msAgo).toISOString();

describe('hearingOf', () => {
  const hearing = (away: Partial<UpCluster>, run: RunFacts = {}, home: ClusterObservation = gone): string =>
    hearingOf(world({ clusters: { home, away: secondary(away) }, run }), 'home', LIMITS);

  it.each<[string, Partial<UpCluster>, RunFacts, string]>([
    ['a young heartbeat', { lastHeartbeat: heard(2_000) }, {}, 'perhaps'],
    ['a heartbeat as old as the grace', { lastHeartbeat: heard(12_000) }, {}, 'perhaps'],
    ['an older one', { lastHeartbeat: heard(12_001) }, {}, 'silent'],
    ['a link that is cut', { lastHeartbeat: heard(0), connected: false }, {}, 'silent'],
    ['an idle one', { lastHeartbeat: heard(0), state: 'idle' }, {}, 'silent'],
    ['no heartbeat told, connected', { lastHeartbeat: undefined, connected: true }, {}, 'perhaps'],
    ['an old one whose clock is not told', { lastHeartbeat: heard(60_000), serverTimeMs: undefined }, {}, 'perhaps'],
    ['nothing told', { lastHeartbeat: undefined, connected: undefined }, {}, 'silent'],
    ['a heartbeat that went on', { lastHeartbeat: heard(60_000) }, { heard: 'goes-on' }, 'alive'],
    ['a heartbeat that stopped', { lastHeartbeat: heard(2_000) }, { heard: 'stopped' }, 'silent'],
  ])('takes %s for what it says', (_name, away, run, expected) => {
    expect(hearing(away, run)).toBe(expected);
  });

  it('asks nobody about a cluster that answers', () => {
    expect(hearing({ lastHeartbeat: heard(0) }, {}, primary())).toBe('silent');
  });

  it('takes the grace that is set', () => {
    expect(mayHear(secondary({ lastHeartbeat: heard(20_000) }), 30_000)).toBe(true);
  });

  it("measures by the secondary's own clock, and never less than nothing", () => {
    const ahead = { lastHeartbeat: heard(-300_000), serverTimeMs: NOW + 305_000 };
    expect(heartbeatAgeMs(secondary(ahead))).toBe(5_000);
    expect(heartbeatAgeMs(secondary({ lastHeartbeat: heard(-300_000) }))).toBe(0);
  });
});

describe('linkTo', () => {
  const link = (timeline: number | undefined): string | undefined =>
    linkTo(
      world({ clusters: { home: primary({ timeline: 2 }), away: secondary({ ...(timeline && { timeline }) }) } }),
      'home',
    );

  it('sees a secondary that streams', () => {
    expect(link(2)).toBe('streaming');
    expect(link(undefined)).toBe('streaming');
  });

  it('sees none where a replica without a rewind streams for a moment', () => {
    expect(link(1)).toBeUndefined();
  });
});

describe('objections', () => {
  const checks = [
    object('loss', 'much is lost', 'Wait.'),
    object('foreign-weights', 'edited', 'Mend them.'),
    mayObject('vault-force'),
  ];

  it('are all named by one refusal', () => {
    const refusal = refuseUnaccepted(checks, []);
    expect(refusal && needsOf(refusal)).toEqual(['loss', 'foreign-weights']);
    expect(refusal?.remedy).toBe('Wait. Also: edited.');
  });

  it('begin with what was not accepted, and name that too', () => {
    const refusal = refuseUnaccepted(checks, ['loss']);
    expect(refusal).toMatchObject({ reason: 'edited', remedy: 'Mend them.' });
    expect(refusal && needsOf(refusal)).toEqual(['loss', 'foreign-weights']);
  });

  it('are lifted by their names alone', () => {
    expect(refuseUnaccepted(checks, ['loss', 'foreign-weights'])).toBeUndefined();
    expect(refuseUnaccepted(checks, ['vault-force', 'other-set'])).toMatchObject({ kind: 'refuse' });
  });

  it('have to be there, or possible, for a name to be used', () => {
    expect(refuseUnused(checks, ['loss', 'vault-force'])).toBeUndefined();
    expect(refuseUnused(checks, ['loss', 'other-set'])?.reason).toContain('"other-set"');
  });
});

describe('survivorOf two primaries', () => {
  const AWAY = { kind: 'known', weights: { home: 0, away: 255 } } as const;
  const NOWHERE = { kind: 'known', weights: { home: 100, away: 155 } } as const;
  const promotion = { cluster: 'away', at: '2025-01-01T09:00:00Z', proof: 'none' } as const;
  const young = primary({ knownSecondaries: [] });
  const choose = (more: Partial<World>, named?: 'home' | 'away'): unknown => {
    const chosen = survivorOf(world({ clusters: { home: primary(), away: young }, ...more }), named);
    return typeof chosen === 'string' ? chosen : chosen.reason;
  };
  const mute = { home: young, away: young };

  it.each<[string, Partial<World>, unknown]>([
    ['all three that agree', { records: AWAY, promotion }, 'away'],
    ['the name alone', { records: AWAY, clusters: mute }, 'away'],
    ['the journal alone', { records: NOWHERE, promotion, clusters: mute }, 'away'],
    ['the replication alone', { records: NOWHERE }, 'away'],
    [
      'the name against the replication',
      {},
      expect.stringContaining('the client name says home, the replication says away'),
    ],
    [
      'the name against the journal',
      { promotion, clusters: mute },
      expect.stringContaining('the client name says home, the journal says away'),
    ],
    ['nobody', { records: NOWHERE, clusters: mute }, expect.stringContaining('nothing says')],
    [
      'no journal that is not whole',
      { records: NOWHERE, promotion, historyKnown: false },
      expect.stringContaining('nothing says'),
    ],
  ])('listens to %s', (_name, more, expected) => {
    expect(choose(more)).toEqual(expected);
  });

  it('is the one that the operator names', () => {
    expect(choose({ records: AWAY, promotion }, 'home')).toBe('home');
  });

  it('is the only primary, whoever is named', () => {
    expect(choose({ clusters: { home: primary(), away: secondary() } }, 'away')).toBe('home');
  });

  it('needs a primary', () => {
    expect(choose({ clusters: { home: gone, away: secondary() } })).toBe('Neither cluster is primary');
  });
});

describe('withoutWhatDidNotHold', () => {
  const held = (run: RunFacts, home: ClusterObservation, away: ClusterObservation): RunFacts =>
    withoutWhatDidNotHold({ run, clusters: { home, away } });

  it('keeps what the clusters say too', () => {
    const run = { demoted: 'home', promoted: 'away', catchUp: 'proven' } as const;
    expect(held(run, secondary(), primary())).toEqual(run);
    expect(held(run, gone, { kind: 'changing', mode: 'secondary', detail: 'it restarts' })).toEqual(run);
  });

  it('forgets a promotion that did not hold, and counts it', () => {
    expect(held({ promoted: 'away' }, gone, secondary())).toEqual({ promoted: undefined, notHeld: 1 });
  });

  it('gives it up the second time', () => {
    expect(held({ promoted: 'away', notHeld: 1 }, gone, secondary())).toMatchObject({
      notHeld: 2,
      promoteFailed: { cluster: 'away' },
    });
  });

  it('forgets a demotion that did not hold, and what it proved', () => {
    const run = { demoted: 'home', catchUp: 'proven' } as const;
    expect(held(run, primary(), secondary())).toEqual({ demoted: undefined, catchUp: undefined });
  });

  it('keeps that a cluster was demoted which this run has promoted again', () => {
    const run = { demoted: 'home', promoted: 'home' } as const;
    expect(held(run, primary(), secondary())).toEqual(run);
  });
});
