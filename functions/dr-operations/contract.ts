import type { ClusterName } from '../shared/contract';

export const OPERATIONS_ENV = {
  homeRegion: 'HOME_REGION',
  awayRegion: 'AWAY_REGION',
  /** Name of the lease and journal table; the same in both regions. */
  journalTable: 'JOURNAL_TABLE',
  /** `primary_cluster_addr` given at promotion, where port 8201 is behind a load balancer; unset: Vault's own. */
  homeClusterAddress: 'VAULT_HOME_CLUSTER_ADDR',
  awayClusterAddress: 'VAULT_AWAY_CLUSTER_ADDR',
  /** `ca_file` given when linking: a path on the Vault servers' disks; unset: their system roots. */
  linkCaFile: 'VAULT_LINK_CA_FILE',
  /** Most WALs that the secondary may be behind before a switchover starts; unset: 1000. */
  maxLagWals: 'MAX_LAG_WALS',
  /** Longest time for which a failover may lose writes without the operator's word, seconds; unset: 3600. */
  maxFailoverLagSeconds: 'MAX_FAILOVER_LAG_SECONDS',
  /** How long a heartbeat counts as a sign of life, milliseconds; unset: 12000. */
  heartbeatGraceMs: 'HEARTBEAT_GRACE_MS',
  /** Region of a third lease table, which makes a majority; unset: there is none. */
  witnessRegion: 'WITNESS_REGION',
} as const;

/**
 * `dns-switch` gives the client name to the cluster that took over; `link` only makes the other cluster follow `to`, which
 * has to be the primary.
 */
export const OPERATIONS = ['status', 'switchover', 'failover', 'failback', 'rejoin', 'dns-switch', 'link'] as const;
export type Operation = (typeof OPERATIONS)[number];

/**
 * What an operator may take upon himself, each the name of one check that objected:
 *
 * - `unfenced-primary`: the other cluster is, or may be, a living primary that cannot be demoted
 * - `loss`: acknowledged writes may be lost, more than the bound or nobody knows how many
 * - `foreign-weights`: the records of the client name are not as this system leaves them
 * - `vault-force`: Vault's own `force`, which promotes a cluster that is copying, corrupted or behind
 * - `other-set`: the clusters belong to two replication sets
 * - `part-lease`: too few lease tables answer to keep another operation out
 */
export const ACCEPTANCES = [
  'unfenced-primary',
  'loss',
  'foreign-weights',
  'vault-force',
  'other-set',
  'part-lease',
] as const;
export type Acceptance = (typeof ACCEPTANCES)[number];

export interface DrOperationsEvent {
  readonly operation: Operation;
  /** Cluster that shall be primary in the end. @default - `away`; `home` for `failback`; `rejoin` keeps today's primary; `link` needs it */
  readonly to?: ClusterName;
  /** Plan only: nothing is locked, nothing changes. @default false */
  readonly dryRun?: boolean;
  /**
   * Checks that may object, by name; needs `reason`. A refusal names those that it needs, and one that nothing objects to
   * is refused.
   *
   * @default []
   */
  readonly accept?: readonly Acceptance[];
  /** Why, for the journal. Required for `failover` (unless a dry run) and with `accept`. */
  readonly reason?: string;
  /** Who, for the journal. @default - `unknown` */
  readonly actor?: string;
}
