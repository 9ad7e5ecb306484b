import type { UpCluster } from '../../shared/cluster-observation';
import { otherCluster, type ClusterName } from '../../shared/contract';
import type { World } from '../world';
import { roleOf, upCluster } from './facts';
import { DEFAULT_HEARTBEAT_GRACE_MS, type PlanLimits } from './limits';

/**
 * What a secondary knows about its primary, which gives us no answer.
 *
 * - `alive`: the secondary still hears it
 * - `perhaps`: the last heartbeat is so young that the next one has to be waited for
 * - `silent`: the secondary says that it is disconnected, or has heard nothing for longer than heartbeats take
 */
export type Hearing = 'alive' | 'perhaps' | 'silent';

/** What the other cluster knows about a cluster that gives us no answer. Pure. */
export function hearingOf(world: World, lost: ClusterName, limits: PlanLimits): Hearing {
  const witness = upCluster(world.clusters[otherCluster(lost)]);
  if (roleOf(world, lost) !== 'gone' || witness?.mode !== 'secondary') return 'silent';
  if (world.run.heard !== undefined) return world.run.heard === 'goes-on' ? 'alive' : 'silent';
  return mayHear(witness, limits.heartbeatGraceMs) ? 'perhaps' : 'silent';
}

/** Whether the secondary's status is compatible with a living primary. */
export function mayHear(witness: UpCluster, graceMs = DEFAULT_HEARTBEAT_GRACE_MS): boolean {
  // Only its health has answered, which says nothing about heartbeats.
  if (witness.state === undefined) return true;
  if (witness.connected === false || witness.state === 'idle') return false;
  const ageMs = heartbeatAgeMs(witness);
  // Without an age, only the reported connection can tell.
  return ageMs === undefined ? witness.connected === true : ageMs <= graceMs;
}

/**
 * Age of the last heartbeat, milliseconds, at least 0. It is measured by the clock of the cluster that received it, because
 * our own clock may differ by more than the age.
 */
export function heartbeatAgeMs({ lastHeartbeat, serverTimeMs }: UpCluster): number | undefined {
  const heardAt = Date.parse(lastHeartbeat ?? '');
  return Number.isNaN(heardAt) || serverTimeMs === undefined ? undefined : Math.max(0, serverTimeMs - heardAt);
}

/** When the primary was last heard, in words. */
export function describeHearing(witness: UpCluster | undefined): string {
  const ageMs = witness && heartbeatAgeMs(witness);
  return ageMs === undefined ? 'it does not say when last' : `last ${Math.round(ageMs / 1000)} s ago`;
}
