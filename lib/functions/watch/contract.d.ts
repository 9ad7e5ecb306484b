import type { ClusterName } from '../shared/contract';
export declare const WATCH_ENV: {
    /** Name of the Lambda `dr-operations` of the same region. */
    readonly drOperationsFunction: "DR_OPERATIONS_FUNCTION";
    /** Name of the Lambda `dns-switch` of the same region. */
    readonly dnsSwitchFunction: "DNS_SWITCH_FUNCTION";
    /** `true`: Vault's autopilot is asked. Unset: it is not. */
    readonly autopilot: "AUTOPILOT";
};
/** Namespace of the metrics in CloudWatch. */
export declare const NAMESPACE = "VaultDr";
/** Longest time that a lease may be held, seconds. An operation takes at most 15 minutes, the time limit of a Lambda. */
export declare const LONGEST_LEASE_SECONDS = 900;
/** Metrics of the pair, as the region sees it. Dimensions: environment, identifier. */
export declare const PAIR_METRICS: {
    readonly TwoPrimaries: {
        readonly unit: "Count";
        readonly meaning: "both clusters are primary";
    };
    readonly NoPrimary: {
        readonly unit: "Count";
        readonly meaning: "no cluster is known to be primary";
    };
    readonly NameElsewhere: {
        readonly unit: "Count";
        readonly meaning: "the client name does not lead to the primary alone";
    };
    readonly LinkDown: {
        readonly unit: "Count";
        readonly meaning: "the other cluster does not follow the primary";
    };
    readonly LagWals: {
        readonly unit: "Count";
        readonly meaning: "WALs of the primary that the secondary has not received";
    };
    readonly LagSeconds: {
        readonly unit: "Seconds";
        readonly meaning: "replication lag that Vault 1.17 and newer reports";
    };
    readonly HeartbeatAgeSeconds: {
        readonly unit: "Seconds";
        readonly meaning: "age of the last heartbeat that the secondary received";
    };
    readonly SwitchoverPossible: {
        readonly unit: "Count";
        readonly meaning: "a switchover would begin now";
    };
    readonly FailoverPossible: {
        readonly unit: "Count";
        readonly meaning: "a failover would begin now";
    };
    readonly TokenSecondsLeft: {
        readonly unit: "Seconds";
        readonly meaning: "remaining life of the DR operation token of this region";
    };
    readonly RotationAgeSeconds: {
        readonly unit: "Seconds";
        readonly meaning: "time since the DR operation token of this region was made";
    };
    readonly OperationRunning: {
        readonly unit: "Count";
        readonly meaning: "an operation holds the lease, and not for too long";
    };
    readonly LeaseHeldSeconds: {
        readonly unit: "Seconds";
        readonly meaning: "for how long an operation has held the lease";
    };
    readonly SilentTables: {
        readonly unit: "Count";
        readonly meaning: "lease tables that this region does not reach";
    };
    readonly FunctionsNotReady: {
        readonly unit: "Count";
        readonly meaning: "Lambdas of this region that could not run an operation";
    };
};
/** A metric of the pair. */
export type PairMetric = keyof typeof PAIR_METRICS;
/** Metrics of the pair, only where something may begin by itself. Dimensions: environment, identifier. */
export declare const AUTOMATIC_METRICS: {
    readonly WatchersDisagree: {
        readonly unit: "Count";
        readonly meaning: "the watchers do not agree on home, so that nothing begins by itself";
    };
    readonly SilentWatchers: {
        readonly unit: "Count";
        readonly meaning: "watchers of other regions whose row does not change";
    };
    readonly ActsNotAcknowledged: {
        readonly unit: "Count";
        readonly meaning: "operations that have begun by themselves and nobody has acknowledged";
    };
    readonly AutomaticPaused: {
        readonly unit: "Count";
        readonly meaning: "somebody has paused what begins by itself";
    };
};
/** A metric of the pair where something may begin by itself. */
export type AutomaticMetric = keyof typeof AUTOMATIC_METRICS;
/** Metrics of one cluster, as the region sees it. Dimensions: environment, identifier, cluster. */
export declare const CLUSTER_METRICS: {
    readonly Primary: {
        readonly unit: "Count";
        readonly meaning: "the cluster is primary";
    };
    readonly CertificateDaysLeft: {
        readonly unit: "Count";
        readonly meaning: "days until its certificate ends; negative after that";
    };
    readonly LicenseDaysLeft: {
        readonly unit: "Count";
        readonly meaning: "days until its license expires; 0 when it has ended";
    };
};
/**
 * Metrics of one cluster, only where autopilot is asked. A cluster that does not tell has none. Dimensions: environment,
 * identifier, cluster.
 */
export declare const AUTOPILOT_METRICS: {
    readonly FailureTolerance: {
        readonly unit: "Count";
        readonly meaning: "nodes that the cluster can lose and still serve";
    };
    readonly DeadVoters: {
        readonly unit: "Count";
        readonly meaning: "voters that autopilot calls unhealthy";
    };
};
/** A metric of one cluster where autopilot is asked. */
export type AutopilotMetric = keyof typeof AUTOPILOT_METRICS;
/** The metric that the health checks of the client name follow, if there are any. Each region publishes its own. */
export declare const SIGNAL_METRICS: {
    readonly Announced: {
        readonly unit: "Count";
        readonly meaning: "the cluster is primary and serves, and the weights name the other one";
    };
};
export declare const SIGNAL = "Announced";
/** A metric that each cluster has. */
export type ClusterMetric = keyof typeof CLUSTER_METRICS | AutopilotMetric | keyof typeof SIGNAL_METRICS;
/** Names of the dimensions. */
export declare const DIMENSIONS: {
    readonly environment: "environment";
    readonly identifier: "identifier";
    readonly cluster: "cluster";
};
/** What the watch measured. A metric that is not known is absent. */
export interface Measurement {
    readonly pair: Readonly<Partial<Record<PairMetric | AutomaticMetric, number>>>;
    readonly clusters: Readonly<Record<ClusterName, Readonly<Partial<Record<ClusterMetric, number>>>>>;
}
/** Result of one run of the watch. Holds no secret. */
export interface WatchResult extends Measurement {
    /** Why an operation would be refused now. */
    readonly refusals: Readonly<Partial<Record<'switchover' | 'failover', string>>>;
    /** What `status` would report, as sentences. */
    readonly problems: readonly string[];
}
