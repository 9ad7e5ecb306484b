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
} as const;

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
 * The operations. `dns-switch` only gives the client name to the cluster that took over. `link` only makes the other
 * cluster follow `to`, which has to be the primary.
 */
export const OPERATIONS = ['status', 'switchover', 'failover', 'failback', 'rejoin', 'dns-switch', 'link'] as const;
export type Operation = (typeof OPERATIONS)[number];

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
 * Version of the documents: events, results and status. A field or a kind that is added keeps the number; one that is
 * removed, renamed or changed in meaning increases it.
 */
export const DOCUMENT_VERSION = 1;
export type DocumentVersion = typeof DOCUMENT_VERSION;

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
  /** Why the operation is run, for the journal. Required for `failover` (except a dry run) and with `accept`. */
  readonly reason?: string;
  /** Who runs it, for the journal. @default - `unknown` */
  readonly actor?: string;
}

/** All lease tables, in the order in which every operation uses them. */
export const TABLE_NAMES = ['home', 'away', 'witness'] as const;
export type TableName = (typeof TABLE_NAMES)[number];
