import type { ClusterObservation } from '../shared/cluster-observation';
import { CLUSTER_NAMES, type ClusterName } from '../shared/contract';
import { PlanRefusedError } from '../shared/errors';

/**
 * The cluster to log in at: the primary, because a DR secondary refuses every login. Of two primaries it is the home
 * cluster, because both give the same kind of token.
 *
 * @throws PlanRefusedError if neither is known to be primary
 */
export function chooseCluster(clusters: Readonly<Record<ClusterName, ClusterObservation>>): ClusterName {
  const primary = CLUSTER_NAMES.find((name) => {
    const observation = clusters[name];
    return observation.kind === 'up' && observation.mode === 'primary';
  });
  if (primary !== undefined) return primary;
  throw new PlanRefusedError({
    refusal: 'no-primary',
    reason: `No cluster is known to be primary (home ${clusters.home.kind}, away ${clusters.away.kind})`,
    remedy: 'Look at status of dr-operations. A login is possible only at a primary.',
  });
}
