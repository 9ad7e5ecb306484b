import type { ClusterName } from '../../shared/contract';
import type { Acceptance } from '../contract';
/** `to` becomes primary: by a `switchover`, which loses nothing, or by a `failover`, which can do without the other one. */
export interface Goal {
    readonly kind: 'switchover' | 'failover';
    readonly to: ClusterName;
    readonly accept: readonly Acceptance[];
    /** Whoever asked moves the client name. @default false */
    readonly leavesName?: boolean;
}
export declare const isAccepted: ({ accept }: Pick<Goal, "accept">, name: Acceptance) => boolean;
