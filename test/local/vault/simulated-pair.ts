import type { Tap } from '../tap';
import type { Authority } from '../../helpers/certificates';
import type { OpenBao } from './openbao';
import type { Quorum } from './operation-tokens';
import { openPair, type PairParts } from './pair-parts';
import type { Counters, DrCall, PairEvent } from './record';
import type { Behaviour, ClusterName, Timings } from './settings';
import type { SimulatedCluster } from './simulated-cluster';

/** Addresses of one cluster. */
export interface PairNames {
  /** Loopback address. @default - a random one in 127/8, so that worlds do not collide */
  readonly host?: string;
  /** Additional names in its certificate. */
  readonly dnsNames?: readonly string[];
  /** Its configured `api_addr`. @default `https://host:port` */
  readonly apiAddress?: string;
}

export interface PairOptions {
  readonly bao: Pick<OpenBao, 'address' | 'rootToken'>;
  readonly ca: Authority;
  readonly names?: Partial<Record<ClusterName, PairNames>>;
  /** The client name; it is in the certificates of both clusters. */
  readonly clientName?: string;
  /** Port of both clusters. @default - a free one */
  readonly port?: number;
  /** URL of the STS that checks AWS logins, e.g. `http://127.0.0.1:4566`. @default - AWS logins fail */
  readonly stsEndpoint?: string;
  readonly timings?: Partial<Timings>;
  readonly behaviour?: Partial<Behaviour>;
  /** Key shares of the replication set. @default - three, of which two suffice */
  readonly keyShares?: Quorum;
  /** State after the start. `linked`: `home` is primary and `away` follows it. @default 'linked' */
  readonly initial?: 'linked' | 'disabled';
  /** Resolves host names when a cluster links. @default - the names in `names`, then the resolver of the system */
  readonly resolve?: (host: string) => Promise<string>;
  /** Called at both moments of every call. @default - none */
  readonly tap?: Tap;
}

/** Two simulated Vault Enterprise clusters in front of one OpenBao. */
export class SimulatedPair {
  readonly home: SimulatedCluster;
  readonly away: SimulatedCluster;
  readonly #parts: PairParts;

  private constructor(parts: PairParts) {
    this.#parts = parts;
    this.home = parts.clusters.home;
    this.away = parts.clusters.away;
  }

  /** @throws Error when the port or an address is not available */
  static async start(options: PairOptions): Promise<SimulatedPair> {
    const parts = await openPair(options);
    if (options.initial !== 'disabled') parts.link();
    parts.record.watch(parts.clusters);
    return new SimulatedPair(parts);
  }

  /** Port of both clusters. */
  get port(): number {
    return this.#parts.port;
  }
  /** PEM of the authority of both certificates. */
  get ca(): string {
    return this.#parts.ca;
  }
  /** Events, oldest first. */
  get events(): readonly PairEvent[] {
    return this.#parts.record.events;
  }
  /** Calls of `sys/replication/*`, in the order of their answers. */
  get drCalls(): readonly DrCall[] {
    return this.#parts.record.drCalls;
  }

  cluster(name: ClusterName): SimulatedCluster {
    return this[name];
  }

  /** Changes timings and behaviour of both clusters. */
  configure({ timings, behaviour }: Pick<PairOptions, 'timings' | 'behaviour'>): void {
    const { settings } = this.#parts;
    settings.timings = { ...settings.timings, ...timings };
    settings.behaviour = { ...settings.behaviour, ...behaviour };
    this.#parts.refreshLinks();
  }

  /** Keeps WALs on the primary. The link stays connected. */
  pauseShipping(): void {
    this.#parts.between.shippingPaused = true;
  }

  resumeShipping(): void {
    this.#parts.between.shippingPaused = false;
    this.#parts.refreshLinks();
  }

  /**
   * Cuts the path between the two clusters. Clients still reach both.
   *
   * @param how `silent`: packets are lost, and each side notices after its setting; `refused`: both notice at once
   */
  partition(how: 'silent' | 'refused' = 'silent'): void {
    this.#parts.between.path = how;
    this.#parts.refreshLinks();
  }

  heal(): void {
    this.#parts.between.path = 'up';
    this.#parts.refreshLinks();
  }

  /** Restores the state after the start: no faults, `home` is primary, `away` has the same data, counters are 0. */
  async reset(): Promise<void> {
    const { clusters, between, record } = this.#parts;
    Object.assign(between, { path: 'up', shippingPaused: false });
    await Promise.all([clusters.home.restore(), clusters.away.restore()]);
    for (const cluster of Object.values(clusters)) cluster.standStill();
    this.#parts.link();
    record.watch(clusters);
  }

  counters(): Counters {
    return this.#parts.record.counters();
  }

  /** Paths of acknowledged writes that `survivor` lacks. @param survivor the cluster that was promoted last by default */
  lostWrites(survivor?: ClusterName): string[] {
    return this.#parts.record.lostWrites(survivor);
  }

  /** Ends listeners, connections and timers. OpenBao keeps running. */
  stop(): Promise<void> {
    return this.#parts.stop();
  }
}
