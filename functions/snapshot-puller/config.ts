import { CLUSTER_NAMES, DEPLOYMENT_ENV, type ClusterName } from '../shared/contract';
import { optional, positiveInteger, required, type Env } from '../shared/env';
import { ConfigError } from '../shared/errors';
import { DEFAULT_MOUNT } from '../shared/parked';
import { parseVaultConfig, type VaultConfig } from '../shared/vault-config';
import { DEFAULT_MAX_FILE_MIB, PULLER_ENV } from './contract';

export interface PullerConfig {
  readonly vault: VaultConfig;
  /** The cluster of this region. */
  readonly own: ClusterName;
  readonly authFunctionArn: string;
  readonly authRole: string;
  readonly bucket: string;
  readonly region: string;
  readonly mostBytes: number;
  readonly mount: string;
  readonly deployment: { readonly environment: string; readonly identifier: string };
}

/** @throws ConfigError for a missing or malformed variable */
export const parsePullerConfig = (env: Env): PullerConfig => ({
  vault: {
    ...parseVaultConfig(env),
    deniedRemedy:
      'Check the policy of the AWS-auth role: it has to read sys/storage/raft/snapshot, and to read, create and update under the mount of the canary.',
  },
  own: clusterOf(required(env, PULLER_ENV.cluster)),
  authFunctionArn: required(env, PULLER_ENV.authFunctionArn),
  authRole: required(env, PULLER_ENV.authRole),
  bucket: required(env, PULLER_ENV.bucket),
  region: required(env, 'AWS_REGION'),
  mostBytes: positiveInteger(env, PULLER_ENV.maxFileMib, DEFAULT_MAX_FILE_MIB) * 1024 * 1024,
  mount: optional(env, PULLER_ENV.mount) ?? DEFAULT_MOUNT,
  deployment: {
    environment: required(env, DEPLOYMENT_ENV.environment),
    identifier: required(env, DEPLOYMENT_ENV.identifier),
  },
});

function clusterOf(text: string): ClusterName {
  const found = CLUSTER_NAMES.find((name) => name === text);
  if (found) return found;
  throw new ConfigError(`The environment variable ${PULLER_ENV.cluster} is "${text}"`, 'Give home or away.');
}
