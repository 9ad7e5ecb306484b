import { Readable } from 'node:stream';
import type { ClusterName } from '../../../functions/shared/contract';
import {
  BadAnswerError,
  NoAnswerError,
  VaultResponseError,
  type NoAnswerCause,
} from '../../../functions/shared/errors';
import type { Secret } from '../../../functions/shared/secret';
import type { CallOptions, JsonAnswer, Upload, Vault, VaultFiles } from '../../../functions/shared/vault-client';
import type { Failures, SimRun } from '../sim-run';
import { drawWay } from '../slow-ways';
import { heldIn, snapshotBytes } from './snapshot-bytes';
import type { SnapshotPair, SnapshotWorld } from './snapshot-pair';
import type { Node, SimRaft } from './sim-raft';

type Body = Readonly<Record<string, unknown>>;

/** Whether Vault answers there at all. */
const isThere = ({ state }: Node): boolean => state === 'running' || state === 'sealed';

const NO_LEADER = 'local node not active but active cluster node not found';

/** The Vault client of one run for one cluster with raft storage. Its address leads to the active server. */
export class SimRaftVault implements Vault, VaultFiles {
  readonly address: string;

  constructor(
    private readonly world: SnapshotWorld,
    private readonly pair: SnapshotPair,
    private readonly run: SimRun,
    readonly cluster: ClusterName,
  ) {
    this.address = `https://${cluster}.test`;
  }

  close(): void {}

  get #raft(): SimRaft {
    const raft = this.pair.clusters[this.cluster];
    raft.settle();
    return raft;
  }

  async read(path: string, timeoutMs: number): Promise<JsonAnswer> {
    const { world, run } = this;
    const look = world.watch.looks(run, this.cluster);
    const answer = await this.#send(
      path,
      timeoutMs,
      false,
      () => world.interpose?.(this.cluster, path) ?? this.#look(path),
    );
    look.saw(answer);
    return answer;
  }

  write = (path: string, options: CallOptions): Promise<Body> => this.call('POST', path, options);

  call(method: string, path: string, { timeoutMs, token, body = {} }: CallOptions): Promise<Body> {
    return this.#send(path, timeoutMs, method !== 'GET', () =>
      method === 'GET' ? this.#get(path, token) : this.#post(path, token, body),
    );
  }

  async download(path: string, { token, timeoutMs }: Omit<CallOptions, 'body'>): Promise<Readable> {
    const file = await this.#send(path, timeoutMs, false, () => this.#snapshot(path, token));
    return Readable.from([file.subarray(0, 100), file.subarray(100)]);
  }

  async upload(path: string, { body }: Upload, { token, timeoutMs }: Omit<CallOptions, 'body'>): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of body) chunks.push(chunk as unknown as Buffer);
    const { world, run, cluster, pair } = this;
    const askedAt = world.clock.now();
    await this.#send(path, timeoutMs, true, async () => {
      const raft = this.#allowed(path, token);
      const held = heldIn(Buffer.concat(chunks));
      pair.rules.restores(run, cluster, held);
      if (held === undefined) return this.#refuse(path, 400, 'failed to read snapshot file');
      if (held.key !== raft.seal.key) this.#refuse(path, 400, 'could not verify hash file');
      // What the cluster is about to have is judged, and not the empty one.
      raft.restore(pair.storeOf(held), run.isLate);
      world.watch.acts(run, `promote ${cluster}`);
      world.watch.promotes(run, cluster, { askedAt, withForce: false });
      if (!pair.habits.answersEarly) await this.#untilRestored(raft);
    });
  }

  async #untilRestored(raft: SimRaft): Promise<void> {
    const { clock } = this.world;
    await clock.wait((raft.restoring?.until ?? clock.now()) - clock.now());
  }

  /** @param effect applies the call to the cluster */
  async #send<T>(path: string, timeoutMs: number, writes: boolean, effect: () => T | Promise<T>): Promise<T> {
    const { world, run } = this;
    await this.#connect(path, timeoutMs, writes);
    const reached = async (): Promise<T> => {
      this.pair.clientsMayWrite();
      const raft = this.#raft;
      // A restore that works has locked all of it.
      if (raft.isLocked && !run.isDead) return this.#silence(path, timeoutMs);
      if (this.#node === undefined) throw new NoAnswerError(this.address, path, 'refused', false);
      return effect();
    };
    return run.call(reached, this.#failures(path), timeoutMs, drawWay(world.noise));
  }

  async #silence(path: string, timeoutMs: number): Promise<never> {
    await this.run.wait(timeoutMs);
    throw new NoAnswerError(this.address, path, 'timeout', true);
  }

  async #connect(path: string, timeoutMs: number, writes: boolean): Promise<void> {
    const { world, run, cluster } = this;
    const ofCluster = this.pair.clusters[cluster].reach;
    const reach = ofCluster === 'open' ? world.network.lambda(run.region, cluster) : ofCluster;
    if (reach === 'open' || run.isDead) return;
    await run.wait(reach === 'silent' ? timeoutMs : 1);
    throw new NoAnswerError(this.address, path, CAUSES[reach], writes && reach === 'silent');
  }

  /** The server that the address leads to. Without an active one, a load balancer tries any. */
  get #node(): Node | undefined {
    const { nodes, active, before } = this.#raft;
    const up = nodes.filter(isThere);
    if (before && isThere(before)) return before;
    const isStale = Math.random() < (this.world.noise.staleAnswers ?? 0);
    if (active && !isStale) return active;
    return up[Math.floor(Math.random() * up.length)];
  }

  #look(path: string): JsonAnswer {
    const raft = this.#raft;
    const node = this.#node;
    const isSealed = node?.state !== 'running' || raft.sealed || raft.isUnsealing || raft.isUninitialised;
    switch (path) {
      case 'sys/health':
        return this.#health(raft.isUninitialised ? 501 : isSealed ? 503 : node === raft.active ? 200 : 429);
      case 'sys/seal-status':
        return { status: 200, body: { type: raft.seal.kind, sealed: isSealed } };
      case 'sys/leader': {
        if (isSealed) return { status: 503, body: { errors: ['Vault is sealed'] } };
        const isActive = node === raft.active;
        // A standby learns a moment later what is committed.
        const isBehind = !isActive && raft.active !== undefined;
        const index = !isBehind ? raft.store.index : raft.store.index - Math.floor(Math.random() * 2);
        const leader_address = raft.active ? `https://${raft.active.host}:8200` : '';
        return {
          status: 200,
          body: { ha_enabled: true, is_self: isActive, leader_address, raft_committed_index: index },
        };
      }
      default:
        throw new Error(`the driver never reads ${path}`);
    }
  }

  #health(status: number): JsonAnswer {
    const { now, version, store } = this.#raft;
    const initialized = status !== 501;
    const sealed = !initialized || status === 503;
    return {
      status,
      body: {
        initialized,
        sealed,
        standby: status !== 200,
        replication_dr_mode: sealed ? 'unknown' : 'disabled',
        server_time_utc: Math.floor(now / 1000),
        version,
        ...(!sealed && { cluster_name: this.cluster, cluster_id: store.clusterId }),
      },
    };
  }

  /** The cluster, if the token allows the call. */
  #allowed(path: string, token: Secret | undefined): SimRaft {
    const raft = this.#raft;
    const node = this.#node;
    if (raft.isUninitialised) this.#refuse(path, 400, 'server is not yet initialized');
    if (node?.state !== 'running' || raft.sealed || raft.isUnsealing) this.#refuse(path, 503, 'Vault is sealed');
    if (raft.active === undefined) this.#refuse(path, 500, NO_LEADER);
    if (!this.pair.isValid(token, raft)) this.#refuse(path, 403, 'permission denied');
    return raft;
  }

  #get(path: string, token: Secret | undefined): Body {
    const { store } = this.#allowed(path, token);
    switch (path) {
      case 'dr/parked':
        return store.isMarked ? { data: { by: 'a person' } } : this.#refuse(path, 404, '');
      case 'dr/canary':
        return store.canary === undefined ? this.#refuse(path, 404, '') : { data: { at: store.canary } };
      case 'sys/mounts': {
        const own = { 'sys/': { type: 'system' }, 'identity/': { type: 'identity' }, 'dr/': { type: 'kv' } };
        return { data: { ...own, ...(store.hasMounts && { 'secret/': { type: 'kv' } }) } };
      }
      case 'sys/namespaces?list=true':
        return this.#refuse(path, 404, '');
      default:
        throw new Error(`the driver never gets ${path}`);
    }
  }

  #post(path: string, token: Secret | undefined, body: Body): Body {
    const raft = this.#allowed(path, token);
    const { world, run, cluster } = this;
    if (path === 'sys/seal') {
      world.watch.acts(run, `demote ${cluster}`);
      this.pair.demotes(cluster);
      raft.sealActive();
      return {};
    }
    if (path !== 'dr/canary') throw new Error(`the driver never writes ${path}`);
    if (!raft.commits) this.#refuse(path, 500, 'node is not the leader');
    raft.commit((store) => (store.canary = String(body['at'])));
    return {};
  }

  #snapshot(path: string, token: Secret | undefined): Buffer {
    const { store } = this.#allowed(path, token);
    const { index, term, key } = store;
    return snapshotBytes({ store: this.pair.archive.keep(store), index, term, key });
  }

  #failures = (path: string): Failures => ({
    reset: () => new NoAnswerError(this.address, path, 'reset', true),
    silent: () => new NoAnswerError(this.address, path, 'timeout', true),
    unavailable: () => new VaultResponseError(this.address, path, 503, ['no active node']),
    denied: () => new VaultResponseError(this.address, path, 403, ['permission denied']),
    garbled: () => new BadAnswerError(this.address, path, 'not-json'),
  });

  #refuse(path: string, status: number, text: string): never {
    throw new VaultResponseError(this.address, path, status, [text]);
  }
}

const CAUSES: Readonly<Record<'refuses' | 'silent' | 'nameless', NoAnswerCause>> = {
  refuses: 'refused',
  silent: 'timeout',
  nameless: 'name',
};
