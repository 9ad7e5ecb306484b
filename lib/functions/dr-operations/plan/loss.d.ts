import type { UpCluster } from '../../shared/cluster-observation';
import { type ClusterName } from '../../shared/contract';
import type { World } from '../world';
/** Which acknowledged writes may be lost. */
export type Loss = 
/** Every acknowledged write is on the cluster that is kept. */
{
    readonly kind: 'none';
}
/** Both clusters were seen: this number of WALs is only on the other one. `since` (ISO 8601): time of the first, if known. */
 | {
    readonly kind: 'counted';
    readonly wals: number;
    readonly since?: string;
    readonly isUpperBound: boolean;
}
/**
 * The old primary gives no answer: what it acknowledged after `since` (ISO 8601) may be lost. `since` is its last
 * heartbeat minus the replication lag, if Vault reports that. Without the lag it is no upper bound.
 */
 | {
    readonly kind: 'since';
    readonly since: string;
    readonly seconds: number;
    readonly isUpperBound: boolean;
} | {
    readonly kind: 'unknown';
};
/** How much a promotion of `to` may lose, as far as it is known now. Pure. */
export declare function assessLoss(world: World, to: ClusterName): Loss;
/** The time from which a secondary may lack writes, milliseconds since the epoch by its own clock. */
export declare function lossBegins(target: UpCluster | undefined): number | undefined;
/** What the other cluster has and `primary` has not. A link would overwrite it. Pure. */
export declare function assessDiscard(world: World, primary: ClusterName): Loss;
/** A loss in words, for a reason. */
export declare function describeLoss(loss: Loss): string;
