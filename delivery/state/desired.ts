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
