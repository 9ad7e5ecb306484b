import type { ClusterName } from '../../functions/shared/contract';
import type { VirtualClock } from './virtual-clock';

/** What no source settles about Vault, and how long things take; drawn anew for each world. Milliseconds. */
export interface Habits {
  readonly demoteMs: number;
  readonly promoteMs: number;
  /** Longest way of a WAL; each takes up to it, in order. */
  readonly lagMs: number;
  /** What a cluster answers while it restarts. */
  readonly duringRestart: 'reset' | 'unavailable' | 'bootstrapping';
  /** How long the status shows the old role after a change was accepted. */
  readonly oldRoleMs: number;
  readonly statusDuringDemote: boolean;
  readonly demotedStatus: 'with-wals' | 'as-secondary' | 'bare';
  /** Whether what was written before a demotion still ships. */
  readonly shipsAfterDemote: boolean;
  readonly idlePromoteNeedsForce: boolean;
  /** What a promoted cluster counts on from, relative to the last WAL that it received. */
  readonly walOffset: number;
}

/** How a cluster meets connections. */
export type Reach = 'open' | 'refuses' | 'silent';

interface Shipment {
  readonly id: number;
  readonly wal: number;
  readonly arrivesAt: number;
}

interface Restart {
  readonly to: 'primary' | 'secondary';
  readonly acceptedAt: number;
  readonly until: number;
}

/** One cluster: role, data and link, in virtual time. What is due happens when somebody looks. */
export class SimCluster {
  role: 'primary' | 'secondary' = 'primary';
  reach: Reach = 'open';
  sealed = false;
  restart: Restart | undefined;
  lastWal = 100;
  lastRemoteWal = 0;
  /** Writes on it, by number; what Vault writes by itself has negative numbers. */
  data = new Set<number>();
  known = new Set<string>();
  upstream: SimCluster | undefined;
  /** How often its role was changed: a link does not outlive a change. */
  term = 0;
  /** The term of the primary that it was linked in. */
  #linkedIn = 0;
  #inFlight: Shipment[] = [];
  /** A WAL got lost on the way: Vault streams no other one before it has got what is missing. */
  #hasGap = false;
  #root = 0;
  /** A promoted cluster writes by itself: the roots of two primaries never agree for long. */
  static #ownWrites = 0;

  constructor(
    readonly name: ClusterName,
    private readonly clock: VirtualClock,
    private readonly habits: Habits,
  ) {}

  /** Lets happen what is due. */
  settle(): void {
    const now = this.clock.now();
    if (this.restart && now >= this.restart.until) {
      this.role = this.restart.to;
      this.restart = undefined;
      if (this.role === 'primary') this.#add((SimCluster.#ownWrites -= 1));
    }
    while (this.#inFlight[0] && this.#inFlight[0].arrivesAt <= now) {
      const { id, wal } = this.#inFlight.shift() as Shipment;
      this.#add(id);
      this.lastRemoteWal = wal;
    }
    if (this.#hasGap && this.upstream) this.#fillGap(this.upstream);
  }

  /** From the primary, when both are there. */
  #fillGap(primary: SimCluster): void {
    const isThere = primary.isUp && primary.role === 'primary' && !primary.restart;
    if (!isThere || !this.isUp || !this.isLinkedTo(primary)) return;
    this.#hasGap = false;
    for (const id of primary.data) this.#add(id);
    this.lastRemoteWal = primary.lastWal;
  }

  get isUp(): boolean {
    return this.reach === 'open' && !this.sealed;
  }

  /** Would acknowledge a write of a client that reaches it. */
  get writable(): boolean {
    this.settle();
    return this.isUp && this.role === 'primary' && !this.restart;
  }

  /** Is a primary, or has had its promotion accepted. */
  get isPrimary(): boolean {
    this.settle();
    return (this.restart?.to ?? this.role) === 'primary';
  }

  get merkleRoot(): string {
    return `${this.data.size}:${this.#root}`;
  }

  /** @param follower gets it too, after its lag; `undefined`: it never ships */
  write(id: number, follower: SimCluster | undefined): void {
    this.lastWal += 1;
    this.#add(id);
    if (!follower?.isLinkedTo(this)) return;
    if (follower.reach === 'refuses') follower.#hasGap = true;
    if (follower.#hasGap) return;
    const before = follower.#inFlight.at(-1)?.arrivesAt ?? 0;
    const arrivesAt = Math.max(before, this.clock.now() + Math.round(Math.random() * this.habits.lagMs));
    follower.#inFlight.push({ id, wal: this.lastWal, arrivesAt });
  }

  isLinkedTo(primary: SimCluster): boolean {
    return this.upstream === primary && this.#linkedIn === primary.term && primary.known.has(this.name);
  }

  /** Follows a primary from now on, with the same data. */
  follow(primary: SimCluster): void {
    this.upstream = primary;
    this.#linkedIn = primary.term;
    this.#inFlight = [];
    this.#hasGap = false;
    this.data = new Set(primary.data);
    this.#root = primary.#root;
    this.lastRemoteWal = primary.lastWal;
    primary.known.add(this.name);
  }

  /** @param follower the other cluster: what is on its way to it may still arrive */
  demote(follower: SimCluster): void {
    if (!this.habits.shipsAfterDemote) follower.loseShipments();
    this.known.clear();
    this.upstream = undefined;
    this.#restart('secondary', this.habits.demoteMs);
  }

  promote(): void {
    this.settle();
    this.lastWal = Math.max(1, (this.upstream ? this.lastRemoteWal : this.lastWal) + this.habits.walOffset);
    this.upstream = undefined;
    this.#inFlight = [];
    this.#hasGap = false;
    this.known.clear();
    this.#restart('primary', this.habits.promoteMs);
  }

  /** What had not arrived never will. */
  loseShipments(): void {
    this.settle();
    this.#hasGap ||= this.#inFlight.length > 0;
    this.#inFlight = [];
  }

  #restart(to: Restart['to'], ms: number): void {
    this.term += 1;
    const acceptedAt = this.clock.now();
    this.restart = { to, acceptedAt, until: acceptedAt + ms };
  }

  #add(id: number): void {
    if (this.data.has(id)) return;
    this.data.add(id);
    this.#root = (this.#root + Math.imul(id, 2654435761)) | 0;
  }
}
