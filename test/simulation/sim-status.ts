import type { JsonAnswer } from '../../functions/shared/vault-client';
import { followerStatus, type FollowerStatus } from './follower-status';
import type { Habits, StatusShape } from './habits';
import { SET, type SimCluster } from './sim-cluster';

export const json = (status: number, body: Record<string, unknown>): JsonAnswer => ({ status, body });
export const errors = (status: number, text: string): JsonAnswer => json(status, { errors: [text] });
export const NO_LEADER = 'local node not active but active cluster node not found';

/** Answer of a reachable cluster to `sys/health` or to the DR status; `undefined` when it resets the connection. */
export function answerLook(cluster: SimCluster, habits: Habits, path: string, now: number): JsonAnswer | undefined {
  cluster.settle();
  const isHealth = path === 'sys/health';
  const { restart } = cluster;
  if (!isHealth && cluster.hiddenSince <= now) return errors(400, 'disabled path');
  const own = (): JsonAnswer =>
    isHealth ? healthOf(cluster, habits) : json(200, { data: status(cluster, habits, now) });
  if (cluster.sealed) return isHealth ? health(cluster, habits, 503, 'unknown') : errors(503, 'Vault is sealed');
  if (!cluster.hasLeader) return noLeader(cluster, habits, isHealth);
  if (!restart || now - restart.acceptedAt < (habits.oldRoleMs ?? 0)) return own();
  if (restart.to === 'secondary' && habits.statusDuringDemote) {
    return isHealth ? health(cluster, habits, 472, 'secondary') : json(200, { data: demoted(cluster, habits) });
  }
  switch (habits.duringRestart) {
    case 'reset':
      return undefined;
    case 'unavailable':
      return isHealth ? health(cluster, habits, 503, 'unknown') : errors(503, 'Vault is sealed');
    case 'bootstrapping':
      return isHealth ? health(cluster, habits, 429, 'bootstrapping') : json(200, { data: { mode: 'bootstrapping' } });
  }
}

/** Answer of a standby while its cluster elects a leader. */
export const noLeader = (cluster: SimCluster, habits: Habits, isHealth: boolean): JsonAnswer =>
  isHealth ? health(cluster, habits, cluster.role === 'primary' ? 429 : 472, cluster.role) : errors(500, NO_LEADER);

const healthOf = (cluster: SimCluster, habits: Habits): JsonAnswer =>
  health(cluster, habits, cluster.role === 'primary' ? 200 : 472, cluster.role);

/** Answer to `sys/health` with the fields of the version. The most frequent call, so the body is built without spreads. */
export function health(
  cluster: SimCluster,
  { statusShape = 'newest' }: Habits,
  code: number,
  mode: string,
): JsonAnswer {
  const isSealed = code === 503 || code === 501;
  const body: Record<string, unknown> = {
    initialized: code !== 501,
    sealed: isSealed,
    standby: code !== 200,
    replication_dr_mode: mode,
    server_time_utc: Math.floor(cluster.now / 1000),
    version: cluster.version,
  };
  if (!isSealed) {
    body['cluster_name'] = cluster.name;
    body['cluster_id'] = CLUSTER_ID;
  }
  if (statusShape === 'first') return json(code, body);
  body['performance_standby'] = false;
  body['replication_performance_mode'] = mode === 'unknown' ? 'unknown' : 'disabled';
  if (!isSealed && code !== 429) {
    body['last_wal'] = cluster.lastWal;
    body['license'] = cluster.licenseEndedAt === Number.POSITIVE_INFINITY ? LICENSE : ENDED;
  }
  if (hasCanary(statusShape)) {
    body['enterprise'] = true;
    body['echo_duration_ms'] = 0;
    body['clock_skew_ms'] = 0;
    body['replication_primary_canary_age_ms'] = 0;
  }
  return json(code, body);
}

const LICENSE = { state: 'autoloaded', expiry_time: '2030-01-01T00:00:00Z', terminated: false };
const ENDED = { state: 'terminated', expiry_time: '2020-01-01T00:00:00Z', terminated: true };
const CLUSTER_ID = 'aaaaaaaa-2222-3333-4444-555555555555';

const hasCanary = (shape: StatusShape | undefined): boolean => shape === undefined || shape === 'newest';
/** Whether a secondary of that version reports the heartbeats of its primary. */
export const tellsHeartbeats = (shape: StatusShape | undefined): boolean => hasCanary(shape) || shape === 'no-canary';

function status(cluster: SimCluster, habits: Habits, now: number): Record<string, unknown> {
  if (cluster.role === 'primary') return primary(cluster, habits);
  if (!cluster.upstream) return demoted(cluster, habits);
  return secondary(cluster, habits, followerStatus(cluster, habits, now));
}

function primary(
  { lastWal, merkleRoot, known, corruptedAt, setId }: SimCluster,
  { statusShape }: Habits,
): Record<string, unknown> {
  return {
    mode: 'primary',
    state: 'running',
    cluster_id: setId,
    ...(statusShape !== 'first' && statusShape !== 'no-heartbeats' && { last_dr_wal: lastWal }),
    last_wal: lastWal,
    merkle_root: merkleRoot,
    known_secondaries: [...known],
    ...corruption(corruptedAt, statusShape),
  };
}

function secondary(cluster: SimCluster, { statusShape }: Habits, follows: FollowerStatus): Record<string, unknown> {
  const { merkleRoot, lastRemoteWal, setId, corruptedAt } = cluster;
  const { copies, isConnected } = follows;
  return {
    mode: 'secondary',
    // A version without a connection state still reports that its primary no longer knows it.
    state: statusShape === 'first' && !cluster.isKnown ? 'idle' : (copies ?? 'stream-wals'),
    cluster_id: setId,
    ...(copies === undefined && { last_remote_wal: lastRemoteWal }),
    merkle_root: merkleRoot,
    secondary_id: cluster.name,
    ...(statusShape !== 'first' && { connection_state: isConnected ? 'ready' : 'transient_failure' }),
    ...(tellsHeartbeats(statusShape) && { primaries: [peer(follows, statusShape)] }),
    ...corruption(corruptedAt, statusShape),
  };
}

/** The entry of the primary in a status. Times are RFC 3339 in whole seconds, and numbers are text. */
function peer(
  { lastHeard, isConnected, canaryAgeMs }: FollowerStatus,
  shape: StatusShape | undefined,
): Record<string, unknown> {
  return {
    api_address: 'https://home-1.test:8200',
    cluster_address: 'https://home-1.test:8201',
    connection_status: isConnected ? 'connected' : 'disconnected',
    ...(lastHeard !== undefined && { last_heartbeat: wholeSeconds(lastHeard) }),
    ...(hasCanary(shape) && {
      last_heartbeat_duration_ms: '0',
      clock_skew_ms: '0',
      replication_primary_canary_age_ms: String(canaryAgeMs),
    }),
  };
}

const wholeSeconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

const corruption = (since: number | undefined, shape: StatusShape | undefined): object =>
  tellsHeartbeats(shape) ? { corrupted_merkle_tree: since !== undefined } : {};

function demoted(
  { lastWal, merkleRoot, setId, corruptedAt }: SimCluster,
  { demotedStatus, statusShape }: Habits,
): Record<string, unknown> {
  const bare = { mode: 'secondary', state: 'idle', cluster_id: setId, ...corruption(corruptedAt, statusShape) };
  if (demotedStatus === 'bare') return bare;
  const number = statusShape === 'first' || statusShape === 'no-heartbeats' ? 'last_wal' : 'last_dr_wal';
  return {
    ...bare,
    ...(demotedStatus !== 'wals-alone' && { merkle_root: merkleRoot }),
    ...(demotedStatus !== 'as-secondary' && { [number]: lastWal }),
  };
}

/** The DR status from before the last role change. */
export function oldStatus({ old }: SimCluster): Record<string, unknown> {
  if (!old) return {};
  const { role, lastWal, lastRemoteWal, merkleRoot, known } = old;
  const shared = { mode: role, cluster_id: SET, merkle_root: merkleRoot };
  return role === 'primary'
    ? { ...shared, state: 'running', last_dr_wal: lastWal, last_wal: lastWal, known_secondaries: known }
    : { ...shared, state: 'stream-wals', last_remote_wal: lastRemoteWal };
}
