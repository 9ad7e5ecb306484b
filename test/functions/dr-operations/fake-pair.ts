import type { ServerResponse } from 'node:http';
import { otherCluster, type ClusterName } from '../../../functions/shared/contract';
import { startHttps, type RunningServer, type SeenRequest } from '../../helpers/servers';

const PREFIX = '/v1/sys/replication/dr/';
/** A look at both clusters is four requests, and a client writes with each. */
const SHIPPED_PER_LOOK = 5;
const SET = '11111111-2222-3333-4444-555555555555';

/** What happens to one call instead of the usual answer. */
export interface Fault {
  /** Status of the answer. @default - the connection is closed */
  readonly status?: number;
  readonly errors?: readonly string[];
  /** Gives no answer, so that the caller waits for its time-out. */
  readonly hangs?: boolean;
  /** Whether the call has its effect. @default false */
  readonly effect?: boolean;
  /** Number of looks after which the call has its effect. @default 0 */
  readonly after?: number;
  /** Called when the fault has happened. */
  readonly then?: () => void;
  readonly times?: number;
}

/** One cluster, as far as an operation needs it. Time is counted in requests, so that no test depends on a clock. */
export class FakeCluster {
  mode: 'primary' | 'secondary' = 'primary';
  state = 'running';
  /** Numbers of the writes that it has. */
  data = new Set<number>();
  known: string[] = [];
  /** Number of requests that it does not answer because it restarts. */
  restarting = 0;
  /** Number of looks until an accepted demotion shows in the status. */
  showsOldModeFor = 0;
  saysWals = true;
  /** Neither the engine nor the other cluster reaches it. */
  isLost = false;
  /** Answers of another node to the next looks, instead of the usual ones. */
  readonly strayAnswers: object[] = [];
  /** Number of looks that it answers late, and after how long. */
  slowLooks: { count: number; ms: number } = { count: 0, ms: 0 };
  secondaryId: string | undefined;
  server!: RunningServer;
  readonly faults = new Map<string, Fault[]>();
  issued = 0;
  #wrapped: string | undefined;
  #pending: { looks: number; effect: () => void } | undefined;

  constructor(
    readonly name: ClusterName,
    readonly pair: FakePair,
  ) {}

  /** @param path without prefix, e.g. `primary/demote` */
  fail(path: string, fault: Fault): void {
    this.faults.set(path, [...(this.faults.get(path) ?? []), ...Array<Fault>(fault.times ?? 1).fill(fault)]);
  }

  writes(): string[] {
    return this.server.requests.filter(({ method }) => method === 'POST').map(({ path }) => path.replace(PREFIX, ''));
  }

  answer({ method, path, headers, body }: SeenRequest, response: ServerResponse): void {
    const send = (status: number, content?: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(content && JSON.stringify(content));
    };
    this.pair.clientsWrite();
    if (this.isLost) return void response.socket?.destroy();
    if (this.restarting > 0) {
      this.restarting -= 1;
      return void response.socket?.destroy();
    }
    if (method === 'GET') {
      const tell = (): void =>
        path === '/v1/sys/health' ? send(...this.#health()) : send(200, { data: this.#status() });
      if (this.slowLooks.count <= 0) return void this.pair.looksWaitFor.then(tell);
      this.slowLooks.count -= 1;
      return void setTimeout(tell, this.slowLooks.ms);
    }

    const call = path.replace(PREFIX, '');
    const fields = JSON.parse(body) as Record<string, unknown>;
    const given = path.includes('/secondary/') ? fields['dr_operation_token'] : headers['x-vault-token'];
    const fault = this.faults.get(call)?.shift();
    if (given !== this.pair.token) return send(403, { errors: ['permission denied'] });
    const refusal = fault?.status === undefined ? this.#refusal(call) : undefined;
    if (refusal) return send(400, { errors: [refusal] });
    if (!fault) return send(200, this.#apply(call, fields) ?? { data: null, warnings: ['brief period'] });
    const effect = (): unknown => this.#apply(call, fields);
    if (fault.effect && fault.after) this.#pending = { looks: fault.after, effect };
    else if (fault.effect) effect();
    fault.then?.();
    if (fault.hangs) return;
    if (fault.status === undefined) return void response.socket?.destroy();
    send(fault.status, { errors: fault.errors ?? [] });
  }

  #health(): [number, object] {
    const body = {
      initialized: true,
      sealed: false,
      replication_dr_mode: this.mode,
      version: '1.21.4+ent',
      server_time_utc: Math.floor(Date.now() / 1000),
    };
    return [this.mode === 'primary' ? 200 : 472, body];
  }

  #status(): object {
    const stray = this.strayAnswers.shift();
    if (stray) return stray;
    if (this.#pending && --this.#pending.looks <= 0) {
      const { effect } = this.#pending;
      this.#pending = undefined;
      effect();
    }
    const mode = this.showsOldModeFor-- > 0 ? 'primary' : this.mode;
    const wal = Math.max(0, ...this.data);
    const root = this.saysWals && { merkle_root: [...this.data].join() };
    if (mode === 'primary') {
      return { mode, state: 'running', cluster_id: SET, last_dr_wal: wal, known_secondaries: this.known, ...root };
    }
    this.#receive();
    const isLinked = this.state !== 'idle';
    const isHeard = isLinked && this.pair.hears(this.name);
    return {
      mode,
      state: this.state,
      cluster_id: SET,
      connection_state: !isLinked ? 'idle' : isHeard ? 'ready' : 'transient_failure',
      ...(isLinked && {
        primaries: [
          {
            connection_status: isHeard ? 'connected' : 'disconnected',
            last_heartbeat: new Date(Math.floor(this.pair.heardAt / 1000) * 1000).toISOString(),
          },
        ],
      }),
      ...(isLinked ? { last_remote_wal: Math.max(0, ...this.data) } : this.saysWals && { last_dr_wal: wal }),
      ...(this.secondaryId && { secondary_id: this.secondaryId }),
      ...(this.saysWals && { merkle_root: [...this.data].join() }),
    };
  }

  /** A few writes are replicated with each look: a little more than clients write meanwhile. */
  #receive(): void {
    const source = this.pair.clusters[otherCluster(this.name)];
    if (this.state !== 'stream-wals' || !this.pair.ships || !this.pair.isConnected || source.isLost) return;
    const missing = [...source.data].filter((id) => !this.data.has(id));
    for (const id of missing.slice(0, SHIPPED_PER_LOOK)) this.data.add(id);
  }

  #refusal(call: string): string | undefined {
    if (call === 'secondary/promote' && this.mode === 'primary') return 'Not a DR secondary.';
    if (call.startsWith('primary/') && this.mode === 'secondary')
      return 'path disabled in replication DR secondary mode';
    return undefined;
  }

  #apply(call: string, fields: Record<string, unknown>): object | undefined {
    this.pair.tell(`${this.name} ${call}`);
    switch (call) {
      case 'primary/demote':
        Object.assign(this, { mode: 'secondary', state: 'idle', secondaryId: undefined, known: [] });
        this.restarting = this.pair.restartRequests;
        return undefined;
      case 'secondary/promote':
        Object.assign(this, { mode: 'primary', state: 'running', secondaryId: undefined, known: [] });
        this.restarting = this.pair.restartRequests;
        return undefined;
      case 'primary/secondary-token':
        this.known = [...this.known, String(fields['id'])];
        this.#wrapped = `wrapped-${this.name}-${++this.issued}`;
        return { wrap_info: { token: this.#wrapped } };
      case 'secondary/update-primary':
        Object.assign(this, { state: 'stream-wals', secondaryId: this.name });
        this.data = new Set(this.pair.clusters[otherCluster(this.name)].data);
        return undefined;
      default:
        return undefined;
    }
  }
}

/**
 * Two clusters and their clients. Both begin with the same writes, and a client writes with each request that a cluster
 * gets.
 */
export class FakePair {
  readonly token = 'hvb.AAAAAQJ0ZXN0LXRva2VuLXRoYXQtbm9ib2R5LW1heS1zZWU';
  readonly clusters = { home: new FakeCluster('home', this), away: new FakeCluster('away', this) };
  /** Changes in their order. */
  readonly events: string[] = [];
  readonly acknowledged = new Set<number>();
  ships = true;
  restartRequests = 3;
  /** When a secondary last heard its primary, milliseconds since the epoch. */
  heardAt = Date.now();
  /** Looks are answered only after this. */
  looksWaitFor: Promise<unknown> = Promise.resolve();
  /** Whether the clusters reach each other. */
  isConnected = true;
  /** The cluster that the clients use. */
  clientsAt: () => ClusterName = () => 'home';
  most = 0;

  tell = (event: string): void => void this.events.push(event);

  async start(): Promise<void> {
    for (const cluster of Object.values(this.clusters)) {
      cluster.server = await startHttps((request, response) => cluster.answer(request, response));
    }
    for (const id of [1, 2, 3]) {
      this.acknowledged.add(id);
      for (const { data } of Object.values(this.clusters)) data.add(id);
    }
    Object.assign(this.clusters.home, { known: ['away'] });
    Object.assign(this.clusters.away, { mode: 'secondary', state: 'stream-wals', secondaryId: 'away' });
  }

  /** Whether a secondary hears the other cluster. It notices a lost one at once. */
  hears(by: ClusterName): boolean {
    const other = this.clusters[otherCluster(by)];
    const isThere = this.isConnected && !other.isLost && other.restarting <= 0;
    if (isThere) this.heardAt = Date.now();
    return isThere;
  }

  clientsWrite(): void {
    const primaries = Object.values(this.clusters).filter(({ mode }) => mode === 'primary');
    this.most = Math.max(this.most, primaries.length);
    const cluster = this.clusters[this.clientsAt()];
    if (cluster.mode !== 'primary' || cluster.restarting > 0 || cluster.isLost) return;
    const id = this.acknowledged.size + 1;
    this.acknowledged.add(id);
    cluster.data.add(id);
  }

  lostWrites(by: ClusterName): number[] {
    return [...this.acknowledged].filter((id) => !this.clusters[by].data.has(id));
  }
}
