/** Settings of `snapshotReplication`. */
export interface SnapshotReplicationOptions {
  /** How often a snapshot is taken, seconds: whole minutes from 60 to 3600. It is the largest part of what a failover loses. @default 60 */
  readonly intervalSeconds?: number;
  /** For how long a snapshot is kept, days; 1 to 365. @default 7 */
  readonly keepDays?: number;
  /** Mount path of the KV engine (version 1) with the canary and the marker of a parked cluster. @default 'dr' */
  readonly mount?: string;
}

/** What `snapshotReplication` gives. */
export interface SnapshotReplication extends Required<SnapshotReplicationOptions> {
  /** The kind of replication. */
  readonly kind: 'snapshot';
}

/**
 * Raft snapshots: the region of away keeps those of home, and a failover restores the newest one. For Vault Community and
 * OpenBao on raft storage.
 */
export const snapshotReplication = ({
  intervalSeconds = 60,
  keepDays = 7,
  mount = 'dr',
}: SnapshotReplicationOptions = {}): SnapshotReplication => ({ kind: 'snapshot', intervalSeconds, keepDays, mount });
