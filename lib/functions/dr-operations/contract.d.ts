import type { ClusterName } from '../shared/contract';
export declare const OPERATIONS_ENV: {
    readonly homeRegion: "HOME_REGION";
    readonly awayRegion: "AWAY_REGION";
    /** Name of the lease and journal table; the same in both regions. */
    readonly journalTable: "JOURNAL_TABLE";
    /** `primary_cluster_addr` given at promotion, where port 8201 is behind a load balancer; unset: Vault's own. */
    readonly homeClusterAddress: "VAULT_HOME_CLUSTER_ADDR";
    readonly awayClusterAddress: "VAULT_AWAY_CLUSTER_ADDR";
    /** `ca_file` given when linking: a path on the Vault servers' disks; unset: their system roots. */
    readonly linkCaFile: "VAULT_LINK_CA_FILE";
    /** Most WALs that the secondary may be behind before a switchover starts; unset: 1000. */
    readonly maxLagWals: "MAX_LAG_WALS";
};
export declare const OPERATIONS: readonly ["status", "switchover", "failover", "failback", "rejoin"];
export type Operation = (typeof OPERATIONS)[number];
export interface DrOperationsEvent {
    readonly operation: Operation;
    /** Cluster that shall be primary in the end. @default - `away`; `home` for `failback`; `rejoin` keeps today's primary */
    readonly to?: ClusterName;
    /** Plan only: nothing is locked, nothing changes. @default false */
    readonly dryRun?: boolean;
    /** Do it although a safety check objects; needs `reason`. @default false */
    readonly force?: boolean;
    /** Why, for the journal. Required for `failover` (unless a dry run) and with `force`. */
    readonly reason?: string;
    /** Who, for the journal. @default - `unknown` */
    readonly actor?: string;
}
