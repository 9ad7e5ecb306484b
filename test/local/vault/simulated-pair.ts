import type { Tap } from '../tap';
import type { Authority } from '../../helpers/certificates';
import type { OpenBao } from './openbao';
import type { Quorum } from './operation-tokens';
import { openPair, type PairParts } from './pair-parts';
import type { Counters, DrCall, PairEvent } from './record';
import type { Behaviour, ClusterName, Timings } from './settings';
import type { SimulatedCluster } from './simulated-cluster';

/** Where one cluster is. */
export interface PairNames {
  /** Loopback address. @default - a random one in 127/8, so that two worlds never clash */
  readonly host?: string;
  /** Further names of its certificate. */
  readonly dnsNames?: readonly string[];
  /** What it believes to be its `api_addr`. @default `https://host:port` */
  readonly apiAddress?: string;
}

export interface PairOptions {
  readonly bao: Pick<OpenBao, 'address' | 'rootToken'>;
  readonly ca: Authority;
  readonly names?: Partial<Record<ClusterName, PairNames>>;
  /** The name that clients use; certificates of both clusters are good for it. */
  readonly clientName?: string;
  /** The same for both clusters. @default - a free one */
  readonly port?: number;
  /** Where AWS logins are checked, e.g. `http://127.0.0.1:4566`. @default - logins by AWS fail */
  readonly stsEndpoint?: string;
  readonly timings?: Partial<Timings>;
  readonly behaviour?: Partial<Behaviour>;
  /** Key shares of the set. @default - three, of which two do */
  readonly keyShares?: Quorum;
  /** @default 'linked' : home is primary, away follows it */
  readonly initial?: 'linked' | 'disabled';
  /** How a cluster finds the address of a host name when it links. @default - names of `names`, then the system */
  readonly resolve?: (host: string) => Promise<string>;
  /** Sees every call. @default - nobody looks */
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

  /** @throws Error when the port or an address is not to be had */
  static async start(options: PairOptions): Promise<SimulatedPair> {
    const parts = await openPair(options);
    if (options.initial !== 'disabled') parts.link();
    parts.record.watch(parts.clusters);
    return new SimulatedPair(parts);
  }

  /** The same for both clusters. */
  get port(): number {
    return this.#parts.port;
  }
  /** PEM that certifies both. */
  get ca(): string {
    return this.#parts.ca;
  }
  /** In the order of time. */
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

  /** Changes timings and behaviour of both clusters from now on. */
  configure({ timings, behaviour }: Pick<PairOptions, 'timings' | 'behaviour'>): void {
    const { settings } = this.#parts;
    settings.timings = { ...settings.timings, ...timings };
    settings.behaviour = { ...settings.behaviour, ...behaviour };
    this.#parts.refreshLinks();
  }

  /** WALs pile up on the primary; the link itself stays. */
  pauseShipping(): void {
    this.#parts.between.shippingPaused = true;
  }

  resumeShipping(): void {
    this.#parts.between.shippingPaused = false;
    this.#parts.refreshLinks();
  }

  /**
   * Cuts the two clusters off from each other; clients reach both.
   *
   * @param how `silent` when packets get lost, so that each side has to notice it, `refused` when it is told
   */
  partition(how: 'silent' | 'refused' = 'silent'): void {
    this.#parts.between.path = how;
    this.#parts.refreshLinks();
  }

  heal(): void {
    this.#parts.between.path = 'up';
    this.#parts.refreshLinks();
  }

  /** A healthy pair again, as after the start: no fault, home is primary and away has all it has, nothing counted. */
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

  /** Paths of acknowledged writes that `survivor` lacks. @default - the cluster that was promoted last */
  lostWrites(survivor?: ClusterName): string[] {
    return this.#parts.record.lostWrites(survivor);
  }

  /** Ends listeners, connections and timers. OpenBao is not its own and stays. */
  stop(): Promise<void> {
    return this.#parts.stop();
  }
}
