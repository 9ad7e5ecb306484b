import * as v from 'valibot';
import { SECRET_ENV, type ClusterName } from '../shared/contract';
import { ConfigError } from '../shared/errors';
import { optional, positiveInteger, required, type Env } from '../shared/env';
import { parseVaultConfig, type VaultConfig } from '../shared/vault-config';
import { parseDnsConfig, type DnsConfig } from '../shared/weighted-records';
import { parseAutomaticSettings, type AutomaticSettings } from './automatic/settings';
import { DEFAULT_RTO_SECONDS, OPERATIONS_ENV, type Traffic } from './contract';
import { DEFAULT_HEARTBEAT_GRACE_MS, DEFAULT_MAX_FAILOVER_LAG_SECONDS } from './plan/limits';

export interface OperationsConfig {
  readonly vault: VaultConfig;
  readonly dns: DnsConfig;
  /** @default - the operation needs no token, or gets it from elsewhere */
  readonly secretArn?: string;
  readonly journalTable: string;
  readonly regions: Readonly<Record<ClusterName, string>>;
  /** The AWS region of this Lambda. */
  readonly region: string;
  /** `primary_cluster_addr` for a promotion; `undefined`: Vault's own. */
  readonly clusterAddresses: Readonly<Record<ClusterName, string | undefined>>;
  /** `ca_file` for linking, a path on the Vault servers. */
  readonly linkCaFile: string | undefined;
  /** Largest number of WALs that the secondary may be behind before a switchover starts. */
  readonly maxLagWals: number;
  /** Longest time for which a failover may lose writes unless the operator accepts it, seconds. @default 3600 */
  readonly maxFailoverLagSeconds?: number;
  /** How long a heartbeat counts as a sign of life, milliseconds. @default 12000 */
  readonly heartbeatGraceMs?: number;
  /** Region of a third lease table. @default - none */
  readonly witnessRegion?: string;
  /** What the health checks of the client name watch. @default - it has none */
  readonly traffic?: Traffic;
  /** How long servers have that stop Vault by themselves, seconds. @default - they do not */
  readonly selfFenceAfterSeconds?: number;
  /** What may begin by itself. @default - nothing */
  readonly automatic?: AutomaticSettings;
  /** Drills that begin by themselves. @default - none does */
  readonly drill?: { readonly rtoSeconds: number };
}

const DEFAULT_MAX_LAG_WALS = 1000;

/** @throws ConfigError for a missing or malformed variable */
export const parseOperationsConfig = (env: Env): OperationsConfig => ({
  ...parsePairConfig(env),
  secretArn: required(env, SECRET_ENV.secretArn),
});

/** The part that every operation on the pair needs. @throws ConfigError for a missing or malformed variable */
export const parsePairConfig = (env: Env): OperationsConfig => ({
  vault: parseVaultConfig(env),
  dns: parseDnsConfig(env),
  journalTable: required(env, OPERATIONS_ENV.journalTable),
  regions: { home: required(env, OPERATIONS_ENV.homeRegion), away: required(env, OPERATIONS_ENV.awayRegion) },
  region: required(env, 'AWS_REGION'),
  clusterAddresses: {
    home: optional(env, OPERATIONS_ENV.homeClusterAddress),
    away: optional(env, OPERATIONS_ENV.awayClusterAddress),
  },
  linkCaFile: optional(env, OPERATIONS_ENV.linkCaFile),
  maxLagWals: positiveInteger(env, OPERATIONS_ENV.maxLagWals, DEFAULT_MAX_LAG_WALS),
  maxFailoverLagSeconds: positiveInteger(env, OPERATIONS_ENV.maxFailoverLagSeconds, DEFAULT_MAX_FAILOVER_LAG_SECONDS),
  heartbeatGraceMs: positiveInteger(env, OPERATIONS_ENV.heartbeatGraceMs, DEFAULT_HEARTBEAT_GRACE_MS),
  witnessRegion: optional(env, OPERATIONS_ENV.witnessRegion),
  ...withSelfFenceTime(env),
  ...withTraffic(env),
  automatic: parseAutomaticSettings(env),
  ...withDrill(env),
});

/** The shortest time that an agent leaves Vault running, and what the calls and the stop of Vault take in addition, seconds. */
export const LEAST_SELF_FENCE_SECONDS = 30;

function withSelfFenceTime(env: Env): Pick<OperationsConfig, 'selfFenceAfterSeconds'> {
  const name = OPERATIONS_ENV.selfFenceAfterSeconds;
  if (optional(env, name) === undefined) return {};
  const seconds = positiveInteger(env, name, LEAST_SELF_FENCE_SECONDS);
  if (seconds >= LEAST_SELF_FENCE_SECONDS) return { selfFenceAfterSeconds: seconds };
  throw new ConfigError(
    `The environment variable ${name} is ${seconds}`,
    `Give at least ${LEAST_SELF_FENCE_SECONDS}: servers need that time to stop.`,
  );
}

const withDrill = (env: Env): Pick<OperationsConfig, 'drill'> =>
  optional(env, OPERATIONS_ENV.drillRtoSeconds) === undefined
    ? {}
    : { drill: { rtoSeconds: positiveInteger(env, OPERATIONS_ENV.drillRtoSeconds, DEFAULT_RTO_SECONDS) } };

const TEXT = v.pipe(v.string(), v.minLength(1));
/** A {@link Traffic}. */
export const TRAFFIC = v.variant('kind', [
  v.object({ kind: v.literal('signal'), environment: TEXT, identifier: TEXT }),
  v.object({
    kind: v.literal('routing-controls'),
    controls: v.object({ home: TEXT, away: TEXT }),
    endpoints: v.pipe(v.array(v.object({ region: TEXT, endpoint: TEXT })), v.minLength(1)),
  }),
]);

function withTraffic(env: Env): { readonly traffic?: Traffic } {
  const text = optional(env, OPERATIONS_ENV.traffic);
  if (text === undefined) return {};
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), TRAFFIC), text);
  if (parsed.success) return { traffic: parsed.output };
  throw new ConfigError(
    `The environment variable ${OPERATIONS_ENV.traffic} is malformed`,
    'The construct sets it: deploy the stack again.',
  );
}
