import { otherCluster, type ClusterName } from '../../shared/contract';
import { wordsOf } from '../replication/words';
import type { World } from '../world';
import { upCluster } from './facts';

/** What a person reads of a cluster whose data is not of the same origin as that of the other one. */
export function otherSetOf(
  world: World,
  cluster: ClusterName,
  verb: 'belongs to' | 'follows',
): { readonly reason: string; readonly remedy: string } {
  const seen = upCluster(world.clusters[cluster]);
  const { what, remedy } = wordsOf(world).otherSet;
  return { reason: `${what(cluster, seen, verb)} than ${otherCluster(cluster)}`, remedy: remedy(cluster, seen) };
}
