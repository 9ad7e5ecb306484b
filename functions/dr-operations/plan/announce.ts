import { otherCluster, type ClusterName } from '../../shared/contract';
import type { World } from '../world';
import { isProofDue } from './after-promotion';
import { roleOf, upCluster } from './facts';
import { isOldPrimary } from './survivor';

/**
 * Whether the region of a cluster may announce it, so that the health checks of the client name lead clients to it. Pure.
 *
 * Only certainty counts. If no region announces its cluster, Route 53 goes by the weights, and clients stay where they are.
 * A cluster is announced if this system has given it the clients, or if the other one is seen to be a secondary.
 *
 * @returns `undefined` while the cluster changes its role, because the next look will know
 */
export function mayAnnounce(world: World, name: ClusterName): boolean | undefined {
  const { promotion, unfinished } = world;
  if (world.clusters[name].kind === 'changing') return undefined;
  if (roleOf(world, name) !== 'primary' || upCluster(world.clusters[name])?.serving !== true) return false;
  // Clients follow the engine, and the engine announces by itself. Until it has, nobody knows how the operation ends.
  const isUndecided = unfinished !== undefined || isProofDue(world, name);
  if (promotion?.cluster === name && !isOldPrimary(world, name)) return promotion.hadClients === true || !isUndecided;
  return !isUndecided && roleOf(world, otherCluster(name)) === 'secondary';
}
