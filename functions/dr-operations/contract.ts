import type { ClusterName } from '../shared/contract';

export const OPERATIONS_ENV = {
  homeRegion: 'HOME_REGION',
  awayRegion: 'AWAY_REGION',
  /** Name of the lease and journal table, the same in both regions. */
  journalTable: 'JOURNAL_TABLE',
  /** `primary_cluster_addr` for a promotion, if port 8201 is behind a load balancer; unset: Vault's own address. */
  homeClusterAddress: 'VAULT_HOME_CLUSTER_ADDR',
  awayClusterAddress: 'VAULT_AWAY_CLUSTER_ADDR',
  /** `ca_file` for linking: a path on the Vault servers; unset: their system roots. */
  linkCaFile: 'VAULT_LINK_CA_FILE',
  /** Largest number of WALs that the secondary may be behind before a switchover starts; unset: 1000. */
  maxLagWals: 'MAX_LAG_WALS',
  /** Longest time for which a failover may lose writes unless the operator accepts it, seconds; unset: 3600. */
  maxFailoverLagSeconds: 'MAX_FAILOVER_LAG_SECONDS',
  /** How long a heartbeat counts as a sign of life, milliseconds; unset: 12000. */
  heartbeatGraceMs: 'HEARTBEAT_GRACE_MS',
  /** Region of a third lease table, which allows a majority; unset: there is none. */
  witnessRegion: 'WITNESS_REGION',
  /** A {@link Traffic} as JSON; unset: the weights alone lead the clients. */
  traffic: 'TRAFFIC',
  /** For how long home has to be lost before a failover begins by itself, seconds; unset: it never does. */
  automaticAfterSeconds: 'AUTOMATIC_AFTER_SECONDS',
  /** Longest time whose writes an automatic failover may lose, seconds; unset: 30. */
  automaticMaxLossSeconds: 'AUTOMATIC_MAX_LOSS_SECONDS',
  /** Shortest time between two acts of the same kind that begin by themselves, seconds; unset: 3600. */
  automaticCoolDownSeconds: 'AUTOMATIC_COOL_DOWN_SECONDS',
  /** `true`: an old primary that returns is demoted by itself; unset: it is not. */
  fence: 'FENCE',
  /**
   * The servers have an agent that stops Vault when it is told to: from then on they have this time, seconds; unset: they
   * have none.
   */
  selfFenceAfterSeconds: 'SELF_FENCE_AFTER_SECONDS',
  /** Target of the drills that begin by themselves, seconds; unset: none does. */
  drillRtoSeconds: 'DRILL_RTO_SECONDS',
} as const;

/** When a failover begins by itself, if nothing else is set, seconds. */
export const AUTOMATIC_DEFAULTS = { afterSeconds: 60, maxLossSeconds: 30, coolDownSeconds: 3_600 } as const;

/** Partition keys of a table: the journal, the lease, the row of a watcher, what people have set, the drills, the one that runs. */
export const TABLE_KEYS = {
  journal: 'operation',
  lease: 'lease',
  watcher: 'watcher',
  automatic: 'automatic',
  drill: 'drill',
  drillGuard: 'drill-guard',
} as const;

/** Partition key of the row that tells the servers of a cluster to stop Vault. */
export const fenceKey = (cluster: ClusterName): string => `fence-${cluster}`;

/** How long the journal keeps an entry, days. */
export const KEEP_DAYS = 400;

/**
 * What the health checks of the two records watch, so that clients follow a promotion while Route 53 refuses to change
 * the weights.
 *
 * - `signal`: the metric `Announced` of each cluster, in the CloudWatch of its region. The names are its dimensions
 * - `routing-controls`: two switches of Application Recovery Controller
 */
export type Traffic =
  | { readonly kind: 'signal'; readonly environment: string; readonly identifier: string }
  | {
      readonly kind: 'routing-controls';
      /** ARN of the control of each cluster. */
      readonly controls: Readonly<Record<ClusterName, string>>;
      readonly endpoints: readonly RoutingControlEndpoint[];
    };

/** One of the regional endpoints of a cluster of Application Recovery Controller. */
export interface RoutingControlEndpoint {
  /** AWS region of the endpoint, e.g. `us-east-1`. */
  readonly region: string;
  /** Its address, `https://…`. */
  readonly endpoint: string;
}

/**
 * The operations. `fence` only demotes the old one of two primaries. `dns-switch` only gives the client name to the
 * cluster that took over. `link` only makes the other
 * cluster follow `to`, which has to be the primary.
 */
export const OPERATIONS = [
  'status',
  'switchover',
  'failover',
  'failback',
  'rejoin',
  'fence',
  'dns-switch',
  'link',
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Those that make a cluster primary. */
export type Takeover = Extract<Operation, 'switchover' | 'failover' | 'failback'>;

export const isTakeover = (operation: string): operation is Takeover =>
  operation === 'switchover' || operation === 'failover' || operation === 'failback';

/**
 * What people decide about what begins by itself. `pause`: nothing does, until `resume`. `acknowledge`: somebody has looked
 * at the last failover that did, so that another one may.
 */
export const CONTROLS = ['pause', 'resume', 'acknowledge'] as const;
export type Control = (typeof CONTROLS)[number];

/**
 * The checks that an operator may accept:
 *
 * - `unfenced-primary`: the other cluster is, or may be, a living primary that cannot be demoted
 * - `loss`: acknowledged writes may be lost, more than the bound or an unknown number
 * - `foreign-weights`: the records of the client name are not as this system leaves them
 * - `vault-force`: Vault's own `force`, which promotes a cluster that is copying, corrupted or behind
 * - `other-set`: the clusters belong to two replication sets
 * - `part-lease`: too few lease tables answer to keep another operation out
 * - `license-ended`: the license of a cluster that would change its role has ended, so it may not come back
 */
export const ACCEPTANCES = [
  'unfenced-primary',
  'loss',
  'foreign-weights',
  'vault-force',
  'other-set',
  'part-lease',
  'license-ended',
] as const;
export type Acceptance = (typeof ACCEPTANCES)[number];

/**
 * Who moves the client name. `switch`: the operation itself. `defer`: whoever asked; a failover leaves the name as it is, and
 * the result says what is due.
 */
export const DNS_MODES = ['switch', 'defer'] as const;
export type DnsMode = (typeof DNS_MODES)[number];

/**
 * Version of the documents: events, results and status. A field or a kind that is added keeps the number; one that is
 * removed, renamed or changed in meaning increases it.
 */
export const DOCUMENT_VERSION = 1;
export type DocumentVersion = typeof DOCUMENT_VERSION;

/** An event that pauses or resumes what begins by itself, or acknowledges what has. */
export interface ControlEvent {
  /** Version of this event. @default 1 */
  readonly version?: DocumentVersion;
  readonly operation: Control;
  /** Why, for whoever looks at the status. */
  readonly reason?: string;
  /** Who. @default - `unknown` */
  readonly actor?: string;
}

/** One switchover of a drill, as the journal keeps it. */
export interface DrillLeg {
  /** The cluster that was to become primary. */
  readonly to: ClusterName;
  /** Id of the operation in the journal. @default - it has none, because it did not begin */
  readonly operationId?: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** How the switchover ended: `done`, or the word that the result or the tool has for it. */
  readonly outcome: string;
  /** From the call that demotes the one cluster until the other one is primary, ms. @default - it was not promoted */
  readonly switchMs?: number;
  /** Longest time for which the client was not served, ms. @default - no client measured it */
  readonly outageMs?: number;
  /** Whether the client was served in the end. @default - no client measured it */
  readonly servedAgain?: boolean;
  /** Number of acknowledged writes that are lost. @default - nobody wrote, or the writes could not be read back */
  readonly lostWrites?: number;
  /** Age of the oldest lost write when the client was served again, ms. @default - as for `lostWrites` */
  readonly lossMs?: number;
}

/** `met`: both switchovers are done within the targets; `missed`: done, but a target was not met; else `unfinished`. */
export type DrillVerdict = 'met' | 'missed' | 'unfinished';

/** What a drill measured, as the journal keeps it for 400 days. */
export interface DrillRecord {
  readonly drillId: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** Who ran it. */
  readonly actor: string;
  readonly reason?: string;
  /**
   * Who measured. `writes`: a client that wrote and read back; `health`: a client that read `sys/health`; `schedule`: no client,
   * only the Lambda.
   */
  readonly measuredBy: 'writes' | 'health' | 'schedule';
  /** No target allows a lost write. */
  readonly targets: {
    /** Longest time without service per switchover, seconds. */
    readonly rtoSeconds: number;
  };
  readonly legs: readonly DrillLeg[];
  readonly verdict: DrillVerdict;
  /** Name of the error that ended a scheduled drill. @default - none did */
  readonly problem?: string;
  /** The only primary afterwards. @default - nobody knows */
  readonly primary?: ClusterName;
}

/** An event that puts what a drill measured into the journal. */
export interface DrillRecordEvent {
  /** Version of this event. @default 1 */
  readonly version?: DocumentVersion;
  readonly operation: 'drill-record';
  readonly drill: DrillRecord;
}

/** Longest time of a scheduled drill, seconds. */
export const LONGEST_DRILL_SECONDS = 7_200;

/** Target of a drill if none is set, seconds. */
export const DEFAULT_RTO_SECONDS = 120;

/** The steps of a scheduled drill that are no operation. They are for the state machine, which no person calls. */
export const DRILL_STEPS = ['drill-begin', 'drill-check', 'drill-end'] as const;
export type DrillStep = (typeof DRILL_STEPS)[number];

export interface DrOperationsEvent {
  /** Version of this event. @default 1 */
  readonly version?: DocumentVersion;
  readonly operation: Operation;
  /**
   * Cluster that is to be primary in the end. Required for `link`.
   *
   * @default - `away`; `home` for `failback`; the present primary for `rejoin`
   */
  readonly to?: ClusterName;
  /** Plans only: nothing is locked or changed. @default false */
  readonly dryRun?: boolean;
  /**
   * Checks that the operator accepts, by name. A refusal names those that it needs. A name under which nothing objects is
   * refused. Requires `reason`.
   *
   * @default []
   */
  readonly accept?: readonly Acceptance[];
  /** Who moves the client name. `defer` is for `failover` only. @default switch */
  readonly dns?: DnsMode;
  /** Why the operation is run, for the journal. Required for `failover` (except a dry run) and with `accept`. */
  readonly reason?: string;
  /** Who runs it, for the journal. @default - `unknown` */
  readonly actor?: string;
  /** The watch asks for it, and no person. The beats are those of the rows of the other watchers. @default - a person does */
  readonly automatic?: { readonly beats: { readonly home?: string; readonly witness?: string } };
}

/** All lease tables, in the order in which every operation uses them. */
export const TABLE_NAMES = ['home', 'away', 'witness'] as const;
export type TableName = (typeof TABLE_NAMES)[number];
