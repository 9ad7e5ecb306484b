import type { Habits } from './habits';
import type { SimCluster } from './sim-cluster';

/** What the status of a secondary reports about its primary. */
export interface FollowerStatus {
  /** `connected` in the status; stays true for `noticesLossAfterMs` after the loss. */
  readonly isConnected: boolean;
  /** Time of the last heartbeat, milliseconds since the epoch by the clock of the secondary. */
  readonly lastHeard: number | undefined;
  /** Age of the newest canary, which travels with the writes, milliseconds. */
  readonly canaryAgeMs: number;
  /** State of the first copy; `undefined` once WALs stream. */
  readonly copies: 'merkle-diff' | 'merkle-sync' | undefined;
}

export function followerStatus(
  cluster: SimCluster,
  { noticesLossAfterMs = 0, syncMs = 0 }: Habits,
  now: number,
): FollowerStatus {
  cluster.listen();
  const { heart, syncUntil } = cluster;
  return {
    isConnected: heart.saysConnected(now, noticesLossAfterMs),
    lastHeard: heart.lastBeat === undefined ? undefined : heart.lastBeat + cluster.now - now,
    canaryAgeMs: now - Math.min(now, heart.lastBeat ?? now, cluster.lacksSince ?? now),
    copies: syncUntil === undefined ? undefined : syncUntil - now > syncMs / 2 ? 'merkle-diff' : 'merkle-sync',
  };
}
