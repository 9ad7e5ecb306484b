/** The kinds of replication. */
export const REPLICATION_KINDS = ['enterprise', 'postgres', 'snapshot'] as const;
export type ReplicationKind = (typeof REPLICATION_KINDS)[number];

/** What distinguishes kinds of replication, as data. */
export interface ReplicationTraits {
  readonly kind: ReplicationKind;
  /** Whether promoting and linking need a DR operation token. */
  readonly needsOperationToken: boolean;
  /** Whether a cluster whose Vault gives no answer can still be kept from taking writes. */
  readonly canFence: boolean;
  /** Whether a demoted cluster becomes a secondary again without a person. @default true */
  readonly linksAgain?: boolean;
  /** Whether a demoted cluster may serve again by itself: sealed servers may unseal themselves. @default false */
  readonly mayServeAgain?: boolean;
  /** What `lastWal` and `lastRemoteWal` count. */
  readonly lagUnit: LagUnit;
  /** How far behind a secondary may be when a switchover begins, in that unit. @default - `maxLagWals` */
  readonly maxLag?: number;
  /** What shows that a promoted cluster has every write of the demoted one. */
  readonly proof: 'merkle-root-or-wal' | 'lsn' | 'raft-index';
}

export type LagUnit = 'WALs' | 'bytes' | 'raft entries';

/** What makes a demoted cluster a secondary again without a person. */
export const LINKS_AGAIN_REMEDY =
  'Let this system park it (nodes.dataPath of both clusters), or let a tool of yours make its database a replica and set ' +
  'linkWithinSeconds: docs/community.md has both.';
