"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.DIMENSIONS = exports.SIGNAL = exports.SIGNAL_METRICS = exports.AUTOPILOT_METRICS = exports.CLUSTER_METRICS = exports.AUTOMATIC_METRICS = exports.PAIR_METRICS = exports.LONGEST_LEASE_SECONDS = exports.NAMESPACE = exports.WATCH_ENV = void 0;
exports.WATCH_ENV = {
    /** Name of the Lambda `dr-operations` of the same region. */
    drOperationsFunction: 'DR_OPERATIONS_FUNCTION',
    /** Name of the Lambda `dns-switch` of the same region. */
    dnsSwitchFunction: 'DNS_SWITCH_FUNCTION',
    /** `true`: Vault's autopilot is asked. Unset: it is not. */
    autopilot: 'AUTOPILOT',
};
/** Namespace of the metrics in CloudWatch. */
exports.NAMESPACE = 'VaultDr';
/** Longest time that a lease may be held, seconds. An operation takes at most 15 minutes, the time limit of a Lambda. */
exports.LONGEST_LEASE_SECONDS = 900;
/** Metrics of the pair, as the region sees it. Dimensions: environment, identifier. */
exports.PAIR_METRICS = {
    TwoPrimaries: { unit: 'Count', meaning: 'both clusters are primary' },
    NoPrimary: { unit: 'Count', meaning: 'no cluster is known to be primary' },
    NameElsewhere: { unit: 'Count', meaning: 'the client name does not lead to the primary alone' },
    LinkDown: { unit: 'Count', meaning: 'the other cluster does not follow the primary' },
    LagWals: { unit: 'Count', meaning: 'WALs of the primary that the secondary has not received' },
    LagSeconds: { unit: 'Seconds', meaning: 'replication lag that Vault 1.17 and newer reports' },
    HeartbeatAgeSeconds: { unit: 'Seconds', meaning: 'age of the last heartbeat that the secondary received' },
    SwitchoverPossible: { unit: 'Count', meaning: 'a switchover would begin now' },
    FailoverPossible: { unit: 'Count', meaning: 'a failover would begin now' },
    TokenSecondsLeft: { unit: 'Seconds', meaning: 'remaining life of the DR operation token of this region' },
    RotationAgeSeconds: { unit: 'Seconds', meaning: 'time since the DR operation token of this region was made' },
    OperationRunning: { unit: 'Count', meaning: 'an operation holds the lease, and not for too long' },
    LeaseHeldSeconds: { unit: 'Seconds', meaning: 'for how long an operation has held the lease' },
    SilentTables: { unit: 'Count', meaning: 'lease tables that this region does not reach' },
    FunctionsNotReady: { unit: 'Count', meaning: 'Lambdas of this region that could not run an operation' },
};
/** Metrics of the pair, only where something may begin by itself. Dimensions: environment, identifier. */
exports.AUTOMATIC_METRICS = {
    WatchersDisagree: { unit: 'Count', meaning: 'the watchers do not agree on home, so that nothing begins by itself' },
    SilentWatchers: { unit: 'Count', meaning: 'watchers of other regions whose row does not change' },
    ActsNotAcknowledged: {
        unit: 'Count',
        meaning: 'operations that have begun by themselves and nobody has acknowledged',
    },
    AutomaticPaused: { unit: 'Count', meaning: 'somebody has paused what begins by itself' },
};
/** Metrics of one cluster, as the region sees it. Dimensions: environment, identifier, cluster. */
exports.CLUSTER_METRICS = {
    Primary: { unit: 'Count', meaning: 'the cluster is primary' },
    CertificateDaysLeft: { unit: 'Count', meaning: 'days until its certificate ends; negative after that' },
    LicenseDaysLeft: { unit: 'Count', meaning: 'days until its license expires; 0 when it has ended' },
};
/**
 * Metrics of one cluster, only where autopilot is asked. A cluster that does not tell has none. Dimensions: environment,
 * identifier, cluster.
 */
exports.AUTOPILOT_METRICS = {
    FailureTolerance: { unit: 'Count', meaning: 'nodes that the cluster can lose and still serve' },
    DeadVoters: { unit: 'Count', meaning: 'voters that autopilot calls unhealthy' },
};
/** The metric that the health checks of the client name follow, if there are any. Each region publishes its own. */
exports.SIGNAL_METRICS = {
    Announced: { unit: 'Count', meaning: 'the cluster is primary and serves, and the weights name the other one' },
};
exports.SIGNAL = 'Announced';
/** Names of the dimensions. */
exports.DIMENSIONS = { environment: 'environment', identifier: 'identifier', cluster: 'cluster' };
//# sourceMappingURL=contract.js.map