import type { ClusterName } from '../shared/contract';

export const PULLER_ENV = {
  /** The cluster of this region, for which the files are kept: `home` or `away`. The other one is copied. */
  cluster: 'OWN_CLUSTER',
  /** The `auth` Lambda of the same region. */
  authFunctionArn: 'AUTH_FUNCTION_ARN',
  /** AWS-auth role for the login at the other cluster. */
  authRole: 'VAULT_AWS_AUTH_ROLE',
  /** Bucket for the files, in the region of this Lambda. */
  bucket: 'SNAPSHOT_BUCKET',
  /** Longest file, MiB; unset: {@link DEFAULT_MAX_FILE_MIB}. */
  maxFileMib: 'SNAPSHOT_MAX_FILE_MIB',
  /** Mount of the KV engine (version 1) that holds the canary and the marker of a parked cluster; unset: `dr`. */
  mount: 'DR_MOUNT',
} as const;

/** It fits into the temporary storage that every Lambda has. */
export const DEFAULT_MAX_FILE_MIB = 400;
/** How often a file is taken, seconds. */
export const DEFAULT_INTERVAL_SECONDS = 60;

/** Why there was nothing to copy. None of these is a failure. */
export type Skipped =
  /** The other cluster is parked itself: this region has the primary. */
  | 'source-is-parked'
  /** Both clusters have the same data: the cluster of this region has taken over. */
  | 'already-restored';

/** What would keep a file from being restored in this region. The file is taken all the same. */
export type NotRestorable =
  /** The cluster of this region runs an older version, which may not read newer data. */
  | 'target-older'
  /** The cluster of this region has another kind of seal, so it cannot decrypt the file. */
  | 'other-seal';

/** The file of the parked cluster of this region. `kept`: the one that is there is still right. */
export type ParkedFile = 'taken' | 'kept' | 'failed';

/** What the newest file is now. */
export interface PullResult {
  /** The cluster that is copied. */
  readonly source: ClusterName;
  /** @default - a file was taken */
  readonly skipped?: Skipped;
  /** @default - there is none */
  readonly newest?: {
    readonly key: string;
    /** ISO 8601. */
    readonly takenAt: string;
    readonly index: number;
    readonly bytes: number;
  };
  readonly notRestorable: readonly NotRestorable[];
  /** The file with which the other cluster can be parked later. @default - the cluster of this region is not parked */
  readonly parkedFile?: ParkedFile;
  /** Why it could not be taken. @default - it did not fail */
  readonly parkedFailure?: string;
}

/** Metrics of the copies, as the region that keeps them sees it. Dimensions: environment, identifier. */
export const SNAPSHOT_METRICS = {
  SnapshotAgeSeconds: { unit: 'Seconds', meaning: 'age of the newest snapshot: what a failover would lose now' },
  SnapshotFailed: { unit: 'Count', meaning: 'the last snapshot could not be taken' },
  SnapshotNotRestorable: { unit: 'Count', meaning: 'the cluster of this region could not restore the newest snapshot' },
  SnapshotBytes: { unit: 'Bytes', meaning: 'size of the snapshot that was taken' },
} as const satisfies Record<string, { readonly unit: 'Count' | 'Seconds' | 'Bytes'; readonly meaning: string }>;
/** A metric of the copies. */
export type SnapshotMetric = keyof typeof SNAPSHOT_METRICS;
