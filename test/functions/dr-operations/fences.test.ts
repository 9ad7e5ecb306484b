import { fencesOf } from '../../../functions/dr-operations/fences';
import { statusOf } from '../../../functions/dr-operations/result';
import type { FencedCluster, Promotion, World } from '../../../functions/dr-operations/world';
import type { ClusterObservation } from '../../../functions/shared/cluster-observation';
import { demoted, NOW, primary, secondary, world } from './worlds';

const GONE: ClusterObservation = { kind: 'unreachable', cause: 'timeout' };
const AWAY_TOOK_OVER: Promotion = {
  cluster: 'away',
  at: new Date(NOW - 60_000).toISOString(),
  proof: 'none',
  isOtherStopped: true,
};
const told: FencedCluster = { cluster: 'home', by: 'told-to-stop' };
const begun: FencedCluster = { cluster: 'home', by: 'demotion-begun' };

const fences = (home: ClusterObservation, more: Partial<World> = {}): string[] =>
  fencesOf(world({ clusters: { home, away: primary() }, ...more })).map(({ cluster, by }) => `${cluster} ${by}`);

describe('the fences in a status', () => {
  it('are none in a healthy pair, and the field is absent', () => {
    expect(fencesOf(world())).toEqual([]);
    expect(statusOf(world())).not.toHaveProperty('fences');
  });

  it.each<[string, ClusterObservation, Partial<World>, string[]]>([
    ['a database that is read-only', demoted({ isDatabaseFenced: true }), {}, ['home database']],
    [
      'a read-only database beside a node that is still active',
      { kind: 'changing', mode: undefined, detail: '', isDatabaseFenced: true },
      {},
      ['home database'],
    ],
    ['servers that a failover has stopped', GONE, { promotion: AWAY_TOOK_OVER }, ['home servers-stopped']],
    ['no stopped servers once they answer', primary(), { promotion: AWAY_TOOK_OVER }, []],
    [
      'no stopped servers of the cluster that took over since',
      GONE,
      { promotion: { ...AWAY_TOOK_OVER, cluster: 'home' } },
      [],
    ],
    ['servers that are told to stop', GONE, { fenced: [told] }, ['home told-to-stop']],
    ['servers that are told to stop and still serve', primary(), { fenced: [told] }, ['home told-to-stop']],
    ['a demotion that a killed run began', GONE, { fenced: [begun] }, ['home demotion-begun']],
    ['no begun demotion of a cluster that went on to serve', primary(), { fenced: [begun] }, []],
    ['every cause of one cluster', GONE, { fenced: [told, begun] }, ['home told-to-stop', 'home demotion-begun']],
  ])('name %s', (_what, home, more, expected) => {
    expect(fences(home, more)).toEqual(expected);
  });

  it('are in the document with a sentence', () => {
    const status = statusOf(world({ clusters: { home: GONE, away: secondary() }, fenced: [told] }));
    expect(status.fences).toEqual([
      { cluster: 'home', by: 'told-to-stop', text: 'its servers are told to stop Vault by themselves' },
    ]);
  });
});
