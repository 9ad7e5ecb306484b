/** Id of the cluster whose data the pair has. */
export const PAIR_ID = 'the-pair';

/** All that one cluster holds. A snapshot is a copy of it. */
export interface Store {
  /** A restore brings it along. */
  clusterId: string;
  /** Key of the seal that its data are encrypted with. */
  key: string;
  /** Version of the software that wrote it last. */
  version: string;
  /** Raft index of the last write that is committed. */
  index: number;
  term: number;
  /** Whether it has the marker of a parked cluster. */
  isMarked: boolean;
  /** Whether it has secrets engines of its own. */
  hasMounts: boolean;
  canary: string | undefined;
  /** Writes of clients, by number. */
  readonly ids: Set<number>;
  /** Users of the database, and when their time is over. */
  readonly leases: Map<string, number>;
}

const copyOf = (store: Store): Store => ({ ...store, ids: new Set(store.ids), leases: new Map(store.leases) });

/** Stores that snapshots were taken of, by number, so that a file only has to name one. */
export class Archive {
  readonly #kept: Store[] = [];

  /** Keeps a copy. @returns its number */
  keep(store: Store): number {
    return this.#kept.push(copyOf(store)) - 1;
  }

  /** A copy of the store with this number. */
  get(number: number): Store | undefined {
    const store = this.#kept[number];
    return store && copyOf(store);
  }
}

/** The database that both regions use. Users are made through the cluster that serves. */
export class Database {
  /** Users, and when their time is over, as the clients were told. */
  readonly #users = new Map<string, number>();

  constructor(private readonly tell: (by: 'home' | 'away', early: string) => void) {}

  /** A client has got a user, or more time for it. */
  renew(user: string, until: number): void {
    this.#users.set(user, until);
  }

  /** A cluster drops a user whose time is over, as far as it knows. */
  drop(user: string, by: 'home' | 'away', at: number): void {
    const until = this.#users.get(user);
    if (until === undefined) return;
    this.#users.delete(user);
    if (at < until) this.tell(by, `${user}, ${Math.round((until - at) / 1000)} s early`);
  }
}
