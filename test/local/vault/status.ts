import type { ClusterCore } from './cluster-core';
import type { ReplicationLink } from './replication-link';
import { isAtLeast } from './version';

/** `data` of `sys/replication/dr/status` when no restart is under way, with the fields of the version. */
export function drStatus(core: ClusterCore): Record<string, unknown> {
  switch (core.role) {
    case 'disabled':
      return { mode: 'disabled' };
    case 'primary':
      return drop({ ...common(core), ...ofPrimary(core) });
    case 'secondary':
      return drop(core.upstream ? { ...common(core), ...ofSecondary(core) } : ofUnlinked(core));
  }
}

/** Age of the canary that a primary writes, without the lag. Milliseconds. */
const CANARY_MS = 500;

/** Whether the version of this cluster is 1.`minor`.`patch` or later. */
export const hasVersion = (core: ClusterCore, minor: number, patch = 0): boolean =>
  isAtLeast(core.context.settings.behaviour.version, 1, minor, patch);

type Fields = Record<string, unknown>;

/** Removes `undefined` fields, which the version does not have. */
const drop = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** Fields of both roles. A primary reports no state before 1.2. */
const common = (core: ClusterCore): Fields => ({
  cluster_id: core.replicationId,
  corrupted_merkle_tree: hasVersion(core, 13, 7) ? false : undefined,
  last_corruption_check_epoch: hasVersion(core, 13, 7) ? '-62135596800' : undefined,
  last_reindex_epoch: String(core.lastReindexEpoch),
  merkle_root: core.store.merkleRoot,
  mode: core.role,
  ssct_generation_counter: hasVersion(core, 10) ? 0 : undefined,
  state: core.role === 'primary' && !hasVersion(core, 2) ? undefined : core.state,
});

const ofPrimary = (core: ClusterCore): Fields => ({
  known_secondaries: [...core.known.keys()],
  last_dr_wal: hasVersion(core, 11) ? core.lastWal : undefined,
  last_wal: core.lastWal,
  primary_cluster_addr: core.primaryClusterAddress,
  secondaries: hasVersion(core, 5)
    ? [...core.known].flatMap(([id, { core: peer, link }]) =>
        peer && link ? [{ node_id: id, ...peerFields(core, peer, link) }] : [],
      )
    : undefined,
});

function ofSecondary(core: ClusterCore): Fields {
  const { upstream } = core;
  if (!upstream) return {};
  const { core: primary, link } = upstream;
  return {
    connection_state: hasVersion(core, 5)
      ? link.contact.isConnected('secondary')
        ? 'ready'
        : 'transient_failure'
      : undefined,
    known_primary_cluster_addrs: [primary.clusterAddress],
    last_remote_wal: link.lastRemoteWal,
    last_start: hasVersion(core, 12) ? new Date(link.startedAt).toISOString() : undefined,
    merkle_sync_progress: link.state === 'merkle-sync' ? { sync_progress: 1, sync_total_keys: 2 } : undefined,
    primaries: hasVersion(core, 5) ? [peerFields(core, primary, link)] : undefined,
    primary_cluster_addr: primary.clusterAddress,
    secondary_id: core.secondaryId,
  };
}

/** Status of a secondary without a link: it was demoted, or told to forget its primary. */
function ofUnlinked(core: ClusterCore): Fields {
  const { demotedStatus } = core.context.settings.behaviour;
  if (demotedStatus === 'bare') return { cluster_id: core.replicationId, mode: core.role, state: core.state };
  return {
    ...common(core),
    connection_state: hasVersion(core, 5) ? 'idle' : undefined,
    known_primary_cluster_addrs: [],
    last_remote_wal: 0,
    primaries: hasVersion(core, 5) ? [] : undefined,
    primary_cluster_addr: '',
    secondary_id: '',
    ...(demotedStatus === 'with-wals' && {
      last_dr_wal: hasVersion(core, 11) ? core.lastWal : undefined,
      last_wal: core.lastWal,
    }),
  };
}

const peerFields = (core: ClusterCore, peer: ClusterCore, { contact }: ReplicationLink): Fields => ({
  api_address: peer.apiAddress,
  cluster_address: peer.clusterAddress,
  connection_status: contact.isConnected(core.role === 'primary' ? 'primary' : 'secondary')
    ? 'connected'
    : 'disconnected',
  last_heartbeat: new Date(contact.lastHeartbeat).toISOString().replace(/\.\d+/, ''),
  ...(hasVersion(core, 17) && {
    clock_skew_ms: '0',
    last_heartbeat_duration_ms: '0',
    // The canary ships with the same lag as other writes.
    replication_primary_canary_age_ms: String(CANARY_MS + core.context.settings.timings.lagMs),
  }),
});
