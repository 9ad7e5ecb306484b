import type { Answer } from './answers';
import type { Call } from './call';
import type { ClusterCore } from './cluster-core';
import { hasVersion } from './status';

/** State of a node in `sys/health`. */
export interface NodeHealth {
  readonly mode: string;
  readonly standby: boolean;
  readonly sealed: boolean;
  /** @default true */
  readonly initialised?: boolean;
  /** Whether a standby has lost its active node. */
  readonly leaderLost?: boolean;
}

/** Health of the active node when no restart is under way. */
export const settledHealth = (core: ClusterCore): NodeHealth => ({
  mode: core.sealed ? 'unknown' : core.role,
  standby: core.sealed || core.withoutActiveNode,
  sealed: core.sealed,
});

/**
 * Answer to `sys/health`. The query can change the status codes.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/system/health
 */
export function healthAnswer(core: ClusterCore, { method, query }: Call, health: NodeHealth): Answer {
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, body: { errors: [] } };
  const malformed = [...query].some(([key, value]) => key.endsWith('code') && !/^\d{3}$/.test(value));
  if (malformed) return { status: 400, body: { errors: [] } };
  const code = (name: string, usual: number): number => Number(query.get(name) ?? usual);
  return { status: statusOf(core, health, query, code), body: healthBody(core, health) };
}

/** Checks the states in the order of Vault. */
function statusOf(
  core: ClusterCore,
  { sealed, mode, standby, initialised = true, leaderLost = false }: NodeHealth,
  query: URLSearchParams,
  code: (name: string, usual: number) => number,
): number {
  if (!initialised) return code('uninitcode', 501);
  if (sealed) return code('sealedcode', 503);
  if (leaderLost && hasVersion(core, 19)) return code('haunhealthycode', 474);
  if (mode === 'secondary') return code('drsecondarycode', 472);
  if (standby && query.get('standbyok') !== 'true') return code('standbycode', 429);
  return code('activecode', 200);
}

function healthBody(core: ClusterCore, health: NodeHealth): object {
  const { mode, standby, sealed, initialised = true, leaderLost = false } = health;
  const { version, licenseExpiresAt } = core.context.settings.behaviour;
  const lastWal = core.lastRemoteWal || core.lastWal;
  return {
    initialized: initialised,
    sealed,
    standby,
    performance_standby: false,
    replication_performance_mode: sealed ? 'unknown' : 'disabled',
    replication_dr_mode: mode,
    server_time_utc: Math.floor(Date.now() / 1000),
    version,
    ...(!sealed && { cluster_name: `vault-${core.name}`, cluster_id: core.clusterId }),
    // Every active node reports it, also that of a DR secondary. Vault leaves out 0.
    ...(!sealed && !standby && lastWal > 0 && { last_wal: lastWal }),
    ...(!sealed &&
      hasVersion(core, 9) && {
        // Present from 1.9 on. No published sample lies between 1.5, which lacks it, and 1.9.
        license: { state: 'autoloaded', expiry_time: licenseExpiresAt, terminated: false },
      }),
    ...(hasVersion(core, 17) && {
      enterprise: true,
      echo_duration_ms: 0,
      clock_skew_ms: 0,
      replication_primary_canary_age_ms: 0,
    }),
    ...(hasVersion(core, 19) && { removed_from_cluster: false }),
    // Connection of a standby to its active node.
    ...(standby &&
      !sealed &&
      hasVersion(core, 19) && {
        ha_connection_healthy: !leaderLost,
        last_request_forwarding_heartbeat_ms: leaderLost ? LOST_MS : 0,
      }),
  };
}

/** Two missed heartbeats between the nodes, milliseconds. */
const LOST_MS = 10_000;

/** `sys/seal-status`. */
export const sealStatus = (core: ClusterCore, threshold: number, shares: number, progress: number): Answer => ({
  status: 200,
  body: {
    type: 'shamir',
    initialized: true,
    sealed: core.sealed,
    t: threshold,
    n: shares,
    progress,
    nonce: '',
    version: core.context.settings.behaviour.version,
    build_date: '2026-01-01T00:00:00Z',
    migration: false,
    ...(!core.sealed && { cluster_name: `vault-${core.name}`, cluster_id: core.clusterId }),
    recovery_seal: false,
    storage_type: 'raft',
  },
});

/** `sys/leader`. */
export const leader = (core: ClusterCore): Answer => ({
  status: 200,
  body: {
    ha_enabled: true,
    is_self: !core.withoutActiveNode && !core.restart,
    leader_address: core.withoutActiveNode || core.restart ? '' : core.apiAddress,
    leader_cluster_address: core.withoutActiveNode || core.restart ? '' : core.clusterAddress,
    performance_standby: false,
    performance_standby_last_remote_wal: 0,
    last_wal: core.lastWal,
  },
});
