import type { ClusterName } from './settings';

/** An event of a cluster. Times are milliseconds since the epoch. */
export interface PairEvent {
  readonly at: number;
  readonly cluster: ClusterName;
  /** `accepted` and `settled` are the start and the end of a role change. */
  readonly kind: 'started' | 'accepted' | 'settled' | 'link' | 'sealed' | 'unsealed' | 'fault' | 'restored';
  /** Contains no secret. */
  readonly detail: string;
  readonly mode: string;
  readonly state: string;
  /** Whether the cluster would acknowledge a write of a client that reaches it. */
  readonly writable: boolean;
  /** Whether a client can reach the cluster. */
  readonly reachable: boolean;
}

/** A call of `sys/replication/*`, without headers and body. */
export interface DrCall {
  readonly at: number;
  readonly cluster: ClusterName;
  readonly method: string;
  readonly path: string;
  /** `undefined` when no answer went out. */
  readonly status: number | undefined;
  readonly durationMs: number;
}

/** Counters of defects and of work. */
export interface Counters {
  /** Milliseconds with two reachable clusters that would acknowledge a write. */
  readonly twoWritablePrimariesMs: number;
  /** Milliseconds with two clusters that would acknowledge a write, reachable or not. */
  readonly twoPrimariesMs: number;
  /** Milliseconds without a reachable cluster that would acknowledge a write. */
  readonly noWritablePrimaryMs: number;
  readonly acknowledgedWrites: Readonly<Record<ClusterName, number>>;
  /** Acknowledged writes that the surviving primary lacks. */
  readonly lostWrites: number;
  readonly requests: number;
  readonly requestsWithSecretInUrl: number;
}

/** The state of a cluster that the record reads. */
export interface Recorded {
  readonly mode: string;
  readonly state: string;
  readonly writable: boolean;
  readonly reachable: boolean;
  has(writeId: number): boolean;
}

interface Acknowledged {
  readonly id: number;
  readonly path: string;
}

/** The history and the counters of a pair. */
export class PairRecord {
  readonly events: PairEvent[] = [];
  readonly drCalls: DrCall[] = [];
  /** Increased by the servers of the clusters. */
  requests = 0;
  requestsWithSecretInUrl = 0;
  #clusters: Readonly<Record<ClusterName, Recorded>> | undefined;
  #lastPromoted: ClusterName = 'home';
  #writeId = 0;
  readonly #acknowledged: Record<ClusterName, Acknowledged[]> = { home: [], away: [] };
  readonly #spent = { twoWritable: 0, two: 0, none: 0 };
  #since = performance.now();
  #now = { twoWritable: false, two: false, none: false };

  /** Clears the history and begins to count. */
  watch(clusters: Readonly<Record<ClusterName, Recorded>>): void {
    this.#clusters = clusters;
    for (const list of [this.events, this.drCalls, this.#acknowledged.home, this.#acknowledged.away]) list.length = 0;
    this.requests = this.requestsWithSecretInUrl = 0;
    this.#lastPromoted = 'home';
    Object.assign(this.#spent, { twoWritable: 0, two: 0, none: 0 });
    this.#now = { twoWritable: false, two: false, none: false };
    this.#since = performance.now();
    for (const name of ['home', 'away'] as const) this.note(name, 'started', '');
  }

  nextWriteId(): number {
    return (this.#writeId += 1);
  }

  promoted(name: ClusterName): void {
    this.#lastPromoted = name;
  }

  acknowledged(name: ClusterName, write: Acknowledged): void {
    this.#acknowledged[name].push(write);
  }

  /** Records an event. Call at every change of a cluster, because times are counted from change to change. */
  note(name: ClusterName, kind: PairEvent['kind'], detail: string): void {
    if (!this.#clusters) return;
    this.#countTime(this.#clusters);
    const { mode, state, writable, reachable } = this.#clusters[name];
    this.events.push({ at: Date.now(), cluster: name, kind, detail, mode, state, writable, reachable });
  }

  counters(): Counters {
    if (this.#clusters) this.#countTime(this.#clusters);
    const { home, away } = this.#acknowledged;
    return {
      twoWritablePrimariesMs: Math.round(this.#spent.twoWritable),
      twoPrimariesMs: Math.round(this.#spent.two),
      noWritablePrimaryMs: Math.round(this.#spent.none),
      acknowledgedWrites: { home: home.length, away: away.length },
      lostWrites: this.lostWrites().length,
      requests: this.requests,
      requestsWithSecretInUrl: this.requestsWithSecretInUrl,
    };
  }

  /** Paths of acknowledged writes that `survivor` lacks, oldest first. */
  lostWrites(survivor = this.#lastPromoted): string[] {
    const cluster = this.#clusters?.[survivor];
    return [...this.#acknowledged.home, ...this.#acknowledged.away]
      .filter(({ id }) => !cluster?.has(id))
      .sort((one, other) => one.id - other.id)
      .map(({ path }) => path);
  }

  #countTime({ home, away }: Readonly<Record<ClusterName, Recorded>>): void {
    const now = performance.now();
    const elapsed = now - this.#since;
    this.#since = now;
    for (const key of ['twoWritable', 'two', 'none'] as const) if (this.#now[key]) this.#spent[key] += elapsed;
    const serving = [home, away].filter(({ writable, reachable }) => writable && reachable).length;
    this.#now = { twoWritable: serving === 2, two: home.writable && away.writable, none: serving === 0 };
  }
}
