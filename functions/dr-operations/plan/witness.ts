import type { UpCluster } from '../../shared/cluster-observation';
import { otherCluster, type ClusterName } from '../../shared/contract';
import type { World } from '../world';
import { roleOf, upCluster } from './facts';
import { DEFAULT_HEARTBEAT_GRACE_MS, type PlanLimits } from './limits';

/**
 * What a secondary knows of its primary that gives us no answer.
 *
 * - `alive`: it goes on hearing it
 * - `perhaps`: the last sign of life is so young that the next one has to be waited for
 * - `silent`: it says that it is cut off, or has heard nothing for longer than heartbeats take
 */
export type Hearing = 'alive' | 'perhaps' | 'silent';

/** Asks the other cluster as a witness about one that did not answer us. Pure. */
export function hearingOf(world: World, lost: ClusterName, limits: PlanLimits): Hearing {
  const witness = upCluster(world.clusters[otherCluster(lost)]);
  if (roleOf(world, lost) !== 'gone' || witness?.mode !== 'secondary') return 'silent';
  if (world.run.heard !== undefined) return world.run.heard === 'goes-on' ? 'alive' : 'silent';
  return mayHear(witness, limits.heartbeatGraceMs) ? 'perhaps' : 'silent';
}

/** Whether a secondary says nothing against a living primary. */
export function mayHear(witness: UpCluster, graceMs = DEFAULT_HEARTBEAT_GRACE_MS): boolean {
  // Only its health has answered, which tells nothing of what it hears.
  if (witness.state === undefined) return true;
  if (witness.connected === false || witness.state === 'idle') return false;
  const ageMs = heartbeatAgeMs(witness);
  // Without an age only a connection that is said to stand can tell.
  return ageMs === undefined ? witness.connected === true : ageMs <= graceMs;
}

/**
 * How old the last heartbeat is, never less than 0. Only the clock of the cluster that heard it can tell: the clock of
 * whoever asks may be off by more than all of it.
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
