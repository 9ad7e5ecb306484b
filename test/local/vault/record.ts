import type { ClusterName } from './settings';

/** Something that happened to a cluster. Times are milliseconds since the epoch. */
export interface PairEvent {
  readonly at: number;
  readonly cluster: ClusterName;
  /** `accepted` and `settled` are the two ends of a role change. */
  readonly kind: 'started' | 'accepted' | 'settled' | 'link' | 'sealed' | 'unsealed' | 'fault' | 'restored';
  /** Never a secret. */
  readonly detail: string;
  readonly mode: string;
  readonly state: string;
  /** Whether it would acknowledge a write of a client that reaches it. */
  readonly writable: boolean;
  /** Whether a client could reach it. */
  readonly reachable: boolean;
}

/** A call of `sys/replication/*`, without what it carried. */
export interface DrCall {
  readonly at: number;
  readonly cluster: ClusterName;
  readonly method: string;
  readonly path: string;
  /** `undefined` when no answer went out. */
  readonly status: number | undefined;
  readonly durationMs: number;
}

/** What must not happen, and what was done. */
export interface Counters {
  /** Milliseconds with two clusters that would acknowledge a write, both of them reachable. */
  readonly twoWritablePrimariesMs: number;
  /** The same, a primary that nobody can reach counted too. */
  readonly twoPrimariesMs: number;
  /** Milliseconds without any cluster that is writable and reachable. */
  readonly noWritablePrimaryMs: number;
  readonly acknowledgedWrites: Readonly<Record<ClusterName, number>>;
  /** Acknowledged writes that the surviving primary does not have. */
  readonly lostWrites: number;
  readonly requests: number;
  readonly requestsWithSecretInUrl: number;
}

/** What the record needs to see of a cluster. */
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

/** Keeps the history of a pair and counts what must not happen. */
export class PairRecord {
  readonly events: PairEvent[] = [];
  readonly drCalls: DrCall[] = [];
  /** Counted here, by whoever sees it. */
  requests = 0;
  requestsWithSecretInUrl = 0;
  #clusters: Readonly<Record<ClusterName, Recorded>> | undefined;
  #lastPromoted: ClusterName = 'home';
  #writeId = 0;
  readonly #acknowledged: Record<ClusterName, Acknowledged[]> = { home: [], away: [] };
  readonly #spent = { twoWritable: 0, two: 0, none: 0 };
  #since = performance.now();
  #now = { twoWritable: false, two: false, none: false };

  /** Begins to count, and forgets what was before. */
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

  /** To be called at every change of a cluster, because time is counted from one to the next. */
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

  /** Paths of acknowledged writes that `survivor` does not have, oldest first. */
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
