import { DEFAULT_MAX_FILE_MIB } from '../../functions/snapshot-puller/contract';

/** Settings of `snapshotReplication`. */
export interface SnapshotReplicationOptions {
  /** How often a snapshot is taken, seconds: whole minutes from 60 to 3600. It is the largest part of what a failover loses. @default 60 */
  readonly intervalSeconds?: number;
  /** For how long a snapshot is kept, days; 1 to 365. @default 7 */
  readonly keepDays?: number;
  /**
   * Longest file, MiB; 1 to 1024. A longer one is not taken. The Lambdas that work on a file get the temporary storage for it. A file
   * also has to be taken and restored in time: docs/community.md has the limits.
   *
   * @default 400
   */
  readonly maxFileMib?: number;
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
  maxFileMib = DEFAULT_MAX_FILE_MIB,
  mount = 'dr',
}: SnapshotReplicationOptions = {}): SnapshotReplication => ({
  kind: 'snapshot',
  intervalSeconds,
  keepDays,
  maxFileMib,
  mount,
});

/** What stays free beside the file, MiB. */
const BESIDE_MIB = 112;
/** The least that AWS gives. It costs nothing. */
const LEAST_STORAGE_MIB = 512;

/** Temporary storage of a Lambda that works on one file at a time, MiB. */
export const storageFor = ({ maxFileMib }: SnapshotReplication): number =>
  Math.max(LEAST_STORAGE_MIB, maxFileMib + BESIDE_MIB);
