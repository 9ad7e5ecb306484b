import { SECRET_ENV, type ClusterName } from '../shared/contract';
import { optional, positiveInteger, required, type Env } from '../shared/env';
import { parseVaultConfig, type VaultConfig } from '../shared/vault-config';
import { parseDnsConfig, type DnsConfig } from '../shared/weighted-records';
import { OPERATIONS_ENV } from './contract';

export interface OperationsConfig {
  readonly vault: VaultConfig;
  readonly dns: DnsConfig;
  readonly secretArn: string;
  readonly journalTable: string;
  readonly regions: Readonly<Record<ClusterName, string>>;
  /** The region this Lambda runs in. */
  readonly region: string;
  /** `primary_cluster_addr` for a promotion; `undefined` leaves it to Vault. */
  readonly clusterAddresses: Readonly<Record<ClusterName, string | undefined>>;
  /** `ca_file` for linking, a path on the Vault servers. */
  readonly linkCaFile: string | undefined;
  /** Most WALs that the secondary may be behind before a switchover starts. */
  readonly maxLagWals: number;
}

const DEFAULT_MAX_LAG_WALS = 1000;

/** @throws ConfigError for a missing or malformed variable */
export const parseOperationsConfig = (env: Env): OperationsConfig => ({
  vault: parseVaultConfig(env),
  dns: parseDnsConfig(env),
  secretArn: required(env, SECRET_ENV.secretArn),
  journalTable: required(env, OPERATIONS_ENV.journalTable),
  regions: { home: required(env, OPERATIONS_ENV.homeRegion), away: required(env, OPERATIONS_ENV.awayRegion) },
  region: required(env, 'AWS_REGION'),
  clusterAddresses: {
    home: optional(env, OPERATIONS_ENV.homeClusterAddress),
    away: optional(env, OPERATIONS_ENV.awayClusterAddress),
  },
  linkCaFile: optional(env, OPERATIONS_ENV.linkCaFile),
  maxLagWals: positiveInteger(env, OPERATIONS_ENV.maxLagWals, DEFAULT_MAX_LAG_WALS),
});
