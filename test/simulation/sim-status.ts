import type { JsonAnswer } from '../../functions/shared/vault-client';
import type { Habits, SimCluster } from './sim-cluster';

const SET = '11111111-2222-3333-4444-555555555555';
const json = (status: number, body: Record<string, unknown>): JsonAnswer => ({ status, body });
const errors = (status: number, text: string): JsonAnswer => json(status, { errors: [text] });

/** What a cluster that can be reached answers to `sys/health` or to the status; `undefined`: it resets the connection. */
export function answerLook(cluster: SimCluster, habits: Habits, path: string, now: number): JsonAnswer | undefined {
  cluster.settle();
  const isHealth = path === 'sys/health';
  if (cluster.sealed) return isHealth ? health(503, 'unknown', true) : errors(503, 'Vault is sealed');
  const { restart } = cluster;
  if (!restart)
    return isHealth ? health(cluster.role === 'primary' ? 200 : 472, cluster.role) : status(cluster, habits);
  if (now - restart.acceptedAt < habits.oldRoleMs) {
    return isHealth ? health(cluster.role === 'primary' ? 200 : 472, cluster.role) : status(cluster, habits);
  }
  if (restart.to === 'secondary' && habits.statusDuringDemote) {
    return isHealth ? health(472, 'secondary') : json(200, { data: demoted(cluster, habits) });
  }
  switch (habits.duringRestart) {
    case 'reset':
      return undefined;
    case 'unavailable':
      return isHealth ? health(503, 'unknown', true) : errors(503, 'Vault is sealed');
    case 'bootstrapping':
      return isHealth ? health(429, 'bootstrapping') : json(200, { data: { mode: 'bootstrapping' } });
  }
}

const health = (code: number, mode: string, sealed = false): JsonAnswer =>
  json(code, { initialized: true, sealed, replication_dr_mode: mode, version: '1.21.4+ent' });

function status(cluster: SimCluster, habits: Habits): JsonAnswer {
  const { role, lastWal, merkleRoot, known, upstream } = cluster;
  if (role === 'primary') {
    return json(200, {
      data: {
        mode: 'primary',
        state: 'running',
        cluster_id: SET,
        last_dr_wal: lastWal,
        merkle_root: merkleRoot,
        known_secondaries: [...known],
      },
    });
  }
  if (!upstream) return json(200, { data: demoted(cluster, habits) });
  const connected = upstream.isUp && !upstream.restart && upstream.role === 'primary' && cluster.isLinkedTo(upstream);
  return json(200, {
    data: {
      mode: 'secondary',
      state: 'stream-wals',
      cluster_id: SET,
      connection_state: connected ? 'ready' : 'transient_failure',
      last_remote_wal: cluster.lastRemoteWal,
      merkle_root: merkleRoot,
      secondary_id: cluster.name,
    },
  });
}

function demoted({ lastWal, merkleRoot }: SimCluster, { demotedStatus }: Habits): Record<string, unknown> {
  const bare = { mode: 'secondary', state: 'idle', cluster_id: SET };
  if (demotedStatus === 'bare') return bare;
  return { ...bare, merkle_root: merkleRoot, ...(demotedStatus === 'with-wals' && { last_dr_wal: lastWal }) };
}
