import { partitionOf } from '../../functions/shared/partition';
import type { EnvironmentConfig } from '../../live/shared/environment-config';
import { stateKeyAlias } from '../../live/shared/state';

/** An old version of the state is kept for this many days. */
const OLD_VERSIONS_DAYS = 90;
/** This many old versions are kept for longer. */
const OLD_VERSIONS_KEPT = 10;
const ABANDONED_UPLOAD_DAYS = 7;

/** A state bucket and its key. */
export interface StateStore {
  readonly environment: string;
  readonly accountId: string;
  readonly bucket: string;
  readonly region: string;
  /** Alias of the key that encrypts the bucket. */
  readonly alias: string;
}

export const stateStoreOf = ({ environment, accountId, state }: EnvironmentConfig): StateStore => ({
  environment,
  accountId,
  ...state,
  alias: stateKeyAlias(environment),
});

export interface Statement {
  readonly Sid?: string;
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: unknown;
}

export interface BucketPolicy {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

/** Bucket policy that refuses requests without TLS 1.2 or newer. */
export function bucketPolicy({ bucket, region }: StateStore): BucketPolicy {
  const arn = `arn:${partitionOf(region)}:s3:::${bucket}`;
  const deny = (Sid: string, Condition: object): Statement => ({
    Sid,
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [arn, `${arn}/*`],
    Condition,
  });
  return {
    Version: '2012-10-17',
    Statement: [
      deny('RefusePlainHttp', { Bool: { 'aws:SecureTransport': 'false' } }),
      deny('RefuseOldTls', { NumericLessThan: { 's3:TlsVersion': '1.2' } }),
    ],
  };
}

export const PUBLIC_ACCESS_BLOCK = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
} as const;

export const LIFECYCLE_RULES = [
  {
    ID: 'old-versions',
    Status: 'Enabled',
    Filter: { Prefix: '' },
    NoncurrentVersionExpiration: { NoncurrentDays: OLD_VERSIONS_DAYS, NewerNoncurrentVersions: OLD_VERSIONS_KEPT },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: ABANDONED_UPLOAD_DAYS },
  },
] as const;
