import type { Habits } from './habits';
import type { SimCluster } from './sim-cluster';

/** What a secondary tells of its primary. */
export interface FollowerStatus {
  /** It says that it hears it, also for a while after it has lost it. */
  readonly isConnected: boolean;
  /** When it heard it last, milliseconds since the epoch by its own clock. */
  readonly lastHeard: number | undefined;
  /** How far a copy is. */
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
    copies: syncUntil === undefined ? undefined : syncUntil - now > syncMs / 2 ? 'merkle-diff' : 'merkle-sync',
  };
}
