import type { ClusterName } from '../../shared/contract';
import type { World } from '../world';
import { leadsTo, roleOf, upCluster } from './facts';
import { isOldPrimary } from './survivor';

/**
 * Whether the region of a cluster goes on to announce it, so that the health checks keep the clients there while the weights
 * name the other cluster. The engine begins that, and says so in the journal. Pure.
 *
 * If no region announces its cluster, or both do, Route 53 goes by the weights.
 *
 * @returns `undefined` while the cluster changes its role, because the next look will know
 */
export function announces(world: World, name: ClusterName): boolean | undefined {
  if (world.promotion?.ledByHealth !== name || leadsTo(world, name)) return false;
  if (world.clusters[name].kind === 'changing') return undefined;
  const serves = roleOf(world, name) === 'primary' && upCluster(world.clusters[name])?.serving === true;
  return serves && !isOldPrimary(world, name);
}
