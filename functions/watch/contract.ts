import type { ReplicationKind } from '../dr-operations/replication/traits';
import type { ClusterName } from '../shared/contract';

export const WATCH_ENV = {
  /** Name of the Lambda `dr-operations` of the same region. */
  drOperationsFunction: 'DR_OPERATIONS_FUNCTION',
  /** Name of the Lambda `dns-switch` of the same region. */
  dnsSwitchFunction: 'DNS_SWITCH_FUNCTION',
  /** `true`: Vault's autopilot is asked. Unset: it is not. */
  autopilot: 'AUTOPILOT',
} as const;

/** Namespace of the metrics in CloudWatch. */
export const NAMESPACE = 'VaultDr';

/** Longest time that a lease may be held, seconds. An operation takes at most 15 minutes, the time limit of a Lambda. */
export const LONGEST_LEASE_SECONDS = 900;

type Unit = 'Count' | 'Seconds';

interface MetricOf {
  readonly unit: Unit;
  /** What it measures. Flags are 0 or 1. */
  readonly meaning: string;
}

/** Metrics of the pair, as the region sees it. Dimensions: environment, identifier. */
export const PAIR_METRICS = {
  TwoPrimaries: { unit: 'Count', meaning: 'both clusters are primary' },
  NoPrimary: { unit: 'Count', meaning: 'no cluster is known to be primary' },
  NameElsewhere: { unit: 'Count', meaning: 'the client name does not lead to the primary alone' },
  LinkDown: { unit: 'Count', meaning: 'the other cluster does not follow the primary' },
  LagWals: { unit: 'Count', meaning: 'WALs of the primary that the secondary has not received' },
  LagSeconds: {
    unit: 'Seconds',
    meaning: 'time whose writes a failover would lose now; Vault 1.17 and newer tells it',
  },
  HeartbeatAgeSeconds: { unit: 'Seconds', meaning: 'age of the last heartbeat that the secondary received' },
  SwitchoverPossible: { unit: 'Count', meaning: 'a switchover would begin now' },
  FailoverPossible: { unit: 'Count', meaning: 'a failover would begin now' },
  TokenSecondsLeft: { unit: 'Seconds', meaning: 'remaining life of the DR operation token of this region' },
  RotationAgeSeconds: { unit: 'Seconds', meaning: 'time since the DR operation token of this region was made' },
  OperationRunning: { unit: 'Count', meaning: 'an operation holds the lease, and not for too long' },
  LeaseHeldSeconds: { unit: 'Seconds', meaning: 'for how long an operation has held the lease' },
  SilentTables: { unit: 'Count', meaning: 'lease tables that this region does not reach' },
  FunctionsNotReady: { unit: 'Count', meaning: 'Lambdas of this region that could not run an operation' },
} as const satisfies Record<string, MetricOf>;
/** A metric of the pair. */
export type PairMetric = keyof typeof PAIR_METRICS;

/** Metrics of the pair, only where something may begin by itself. Dimensions: environment, identifier. */
export const AUTOMATIC_METRICS = {
  WatchersDisagree: { unit: 'Count', meaning: 'the watchers do not agree on home, so that nothing begins by itself' },
  SilentWatchers: { unit: 'Count', meaning: 'watchers of other regions whose row does not change' },
  ActsNotAcknowledged: {
    unit: 'Count',
    meaning: 'operations that have begun by themselves and nobody has acknowledged',
  },
  AutomaticPaused: { unit: 'Count', meaning: 'somebody has paused what begins by itself' },
} as const satisfies Record<string, MetricOf>;
/** A metric of the pair where something may begin by itself. */
export type AutomaticMetric = keyof typeof AUTOMATIC_METRICS;

/** Metrics of one cluster, as the region sees it. Dimensions: environment, identifier, cluster. */
export const CLUSTER_METRICS = {
  Primary: { unit: 'Count', meaning: 'the cluster is primary' },
  CertificateDaysLeft: { unit: 'Count', meaning: 'days until its certificate ends; negative after that' },
  LicenseDaysLeft: { unit: 'Count', meaning: 'days until its license expires; 0 when it has ended' },
} as const satisfies Record<string, MetricOf>;

/**
 * Metrics of one cluster, only where autopilot is asked. A cluster that does not tell has none. Dimensions: environment,
 * identifier, cluster.
 */
export const AUTOPILOT_METRICS = {
  FailureTolerance: { unit: 'Count', meaning: 'nodes that the cluster can lose and still serve' },
  DeadVoters: { unit: 'Count', meaning: 'voters that autopilot calls unhealthy' },
} as const satisfies Record<string, MetricOf>;
/** A metric of one cluster where autopilot is asked. */
export type AutopilotMetric = keyof typeof AUTOPILOT_METRICS;

/** The metric that the health checks of the client name follow, if there are any. Each region publishes its own. */
export const SIGNAL_METRICS = {
  Announced: { unit: 'Count', meaning: 'the cluster is primary and serves, and the weights name the other one' },
} as const satisfies Record<string, MetricOf>;
export const SIGNAL = 'Announced' satisfies keyof typeof SIGNAL_METRICS;

/** A metric that each cluster has. */
export type ClusterMetric = keyof typeof CLUSTER_METRICS | AutopilotMetric | keyof typeof SIGNAL_METRICS;

/** The metrics that mean nothing where the clusters replicate in this way. They are not published. */
export const NOT_MEASURED: Readonly<Record<ReplicationKind, readonly (PairMetric | ClusterMetric)[]>> = {
  enterprise: [],
  snapshot: ['LagWals', 'HeartbeatAgeSeconds', 'TokenSecondsLeft', 'RotationAgeSeconds', 'LicenseDaysLeft'],
  postgres: ['LagWals', 'TokenSecondsLeft', 'RotationAgeSeconds', 'LicenseDaysLeft'],
};

/** Names of the dimensions. */
export const DIMENSIONS = { environment: 'environment', identifier: 'identifier', cluster: 'cluster' } as const;

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
