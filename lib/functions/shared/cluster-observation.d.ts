import { type BadAnswer, type NoAnswerCause } from './errors';
import type { License } from './license';
import { type DrMode, type Look } from './statements';
import type { Vault } from './vault-client';
export type { DrMode } from './statements';
/** A cluster that reports its role. A field is `undefined` if this version or role of Vault does not report it. */
export interface UpCluster {
    readonly kind: 'up';
    readonly mode: DrMode;
    /** Whether an active node serves clients; always false for a secondary. */
    readonly serving: boolean;
    /** `running`, `stream-wals`, `merkle-diff`, `merkle-sync`, `idle`, … */
    readonly state: string | undefined;
    /** Id of the replication set: equal on both clusters, and the same after a role change. */
    readonly clusterId: string | undefined;
    readonly version: string | undefined;
    /** Last WAL that was written, on a cluster that is or was primary. */
    readonly lastWal: number | undefined;
    /** Last WAL that was received, on a secondary. */
    readonly lastRemoteWal: number | undefined;
    readonly merkleRoot: string | undefined;
    readonly corruptedMerkleTree: boolean;
    /** Whether a secondary is connected to its primary. */
    readonly connected: boolean | undefined;
    /** Time of the last heartbeat of the other cluster, ISO 8601, by this cluster's clock. */
    readonly lastHeartbeat: string | undefined;
    /** Replication lag: age of the newest write that a secondary has, milliseconds. @default - Vault before 1.17 */
    readonly canaryAgeMs?: number;
    readonly secondaryId: string | undefined;
    readonly knownSecondaries: readonly string[];
    /** Time of the answer by this cluster's clock, milliseconds since the epoch, in whole seconds. @default - not reported */
    readonly serverTimeMs?: number | undefined;
    /**
     * No node answered `sys/replication/dr/status`, so only the role is known, from `sys/health`. The listener may have
     * `disable_replication_status_endpoints`.
     *
     * @default false
     */
    readonly isStatusUnseen?: boolean;
    /** It is Vault Community, which has no replication. @default - it does not say so */
    readonly isCommunity?: boolean;
    /** @default - not reported */
    readonly license?: License;
    /** Its role in performance replication, if it takes part in that too. @default - it does not, or does not report it */
    readonly performanceMode?: 'primary' | 'secondary';
}
/** One look at one cluster. */
export type ClusterObservation = UpCluster
/** Its answers differ, or a role change or an election is under way. `mode` is the role in one of the answers. */
 | {
    readonly kind: 'changing';
    readonly mode: DrMode | undefined;
    readonly detail: string;
} | {
    readonly kind: 'sealed';
} | {
    readonly kind: 'uninitialised';
} | {
    readonly kind: 'unreachable';
    readonly cause: NoAnswerCause;
}
/** The answer is not recognisably from this Vault. */
 | {
    readonly kind: 'odd';
    readonly problem: BadAnswer;
};
/** The two answers of one probe. */
export interface Probe {
    readonly health: Look;
    readonly status: Look;
}
/**
 * Looks at one cluster: reads `sys/health` and `sys/replication/dr/status` in parallel. What the cluster does is never an
 * error.
 *
 * @param timeoutMs limit of the whole look, milliseconds
 * @param probes how many times both are read at once. Behind a load balancer each answer may come from another node, so a
 *   look that decides something should use more than one
 */
export declare function observeCluster(client: Vault, timeoutMs: number, probes?: number): Promise<ClusterObservation>;
/** Turns the answers of one probe into one observation. Pure. */
export declare const interpret: (health: Look, status: Look) => ClusterObservation;
/** Turns all answers of a look into one observation. Pure. */
export declare function interpretProbes(probes: readonly Probe[]): ClusterObservation;
