import type { ServerOptions } from 'node:https';
import { startHttps, type RunningServer, type SeenRequest } from './servers';

/** An answer of Vault. An object is sent as JSON, a text unchanged. */
export interface VaultAnswer {
  readonly status: number;
  readonly body: object | string;
}

export const answer = (status: number, body: object | string): VaultAnswer => ({ status, body });
export const refusal = (status: number, ...errors: readonly string[]): VaultAnswer => answer(status, { errors });

/** Answers by method and path without `/v1/`, such as `GET sys/health`. */
export type VaultRoutes = Readonly<Record<string, VaultAnswer | ((request: SeenRequest) => VaultAnswer)>>;

/** Starts a server with these routes. Other paths get Vault's 404. */
export async function startVault(routes: VaultRoutes, identity?: ServerOptions): Promise<RunningServer> {
  return startHttps((request, response) => {
    const route = routes[`${request.method} ${request.path.replace('/v1/', '')}`] ?? refusal(404);
    const { status, body } = typeof route === 'function' ? route(request) : route;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }, identity);
}

const CLUSTER_ID = '11111111-2222-3333-4444-555555555555';
const MERKLE_ROOT = '00112233445566778899aabbccddeeff00112233';

/** `sys/health` of a recent Vault. */
export const health = (mode: string, more: object = {}): object => ({
  initialized: true,
  sealed: false,
  standby: false,
  replication_dr_mode: mode,
  version: '1.21.4+ent',
  cluster_id: 'aaaaaaaa-2222-3333-4444-555555555555',
  ...more,
});

/** `data` of `sys/replication/dr/status` on the primary of a healthy pair. */
export const PRIMARY_STATUS = {
  cluster_id: CLUSTER_ID,
  corrupted_merkle_tree: false,
  known_secondaries: ['b'],
  last_dr_wal: 120,
  last_wal: 121,
  merkle_root: MERKLE_ROOT,
  mode: 'primary',
  primary_cluster_addr: '',
  secondaries: [{ node_id: 'b', connection_status: 'connected', last_heartbeat: '2025-01-01T10:00:00Z' }],
  state: 'running',
} as const;

/** `data` of `sys/replication/dr/status` on the secondary of a healthy pair. */
export const SECONDARY_STATUS = {
  cluster_id: CLUSTER_ID,
  connection_state: 'ready',
  corrupted_merkle_tree: false,
  known_primary_cluster_addrs: ['https://a1:8201'],
  last_remote_wal: 120,
  merkle_root: MERKLE_ROOT,
  mode: 'secondary',
  primaries: [{ connection_status: 'connected', last_heartbeat: '2025-01-01T10:00:00Z' }],
  secondary_id: 'b',
  state: 'stream-wals',
} as const;

/** Routes of a healthy primary. */
export const primaryRoutes = (more: VaultRoutes = {}): VaultRoutes => ({
  'GET sys/health': answer(200, health('primary')),
  'GET sys/replication/dr/status': answer(200, { data: PRIMARY_STATUS }),
  ...more,
});

/** Routes of a healthy secondary. */
export const secondaryRoutes = (more: VaultRoutes = {}): VaultRoutes => ({
  'GET sys/health': answer(472, health('secondary')),
  'GET sys/replication/dr/status': answer(200, { data: SECONDARY_STATUS }),
  ...more,
});
