import type { ClusterObservation } from '../shared/cluster-observation';
import { CLUSTER_NAMES, type ClusterName } from '../shared/contract';
import { PlanRefusedError } from '../shared/errors';

/**
 * The cluster to log in at: a DR secondary refuses every login. Of two primaries the home cluster, since a token of
 * either is worth the same.
 *
 * @throws PlanRefusedError when neither is known to be primary
 */
export function chooseCluster(clusters: Readonly<Record<ClusterName, ClusterObservation>>): ClusterName {
  const primary = CLUSTER_NAMES.find((name) => {
    const observation = clusters[name];
    return observation.kind === 'up' && observation.mode === 'primary';
  });
  if (primary !== undefined) return primary;
  throw new PlanRefusedError(
    `No cluster is known to be primary (home ${clusters.home.kind}, away ${clusters.away.kind})`,
    'Look at status of dr-operations; a login is possible only at a primary.',
  );
}
