import type { ClusterName } from '../../functions/shared/contract';
import { withUsual, type Habits } from './habits';
import { Heart } from './heart';
import { Holdings } from './holdings';
import { Network, type Reach } from './network';
import { Shipments } from './shipments';
import type { VirtualClock } from './virtual-clock';

export type { Habits } from './habits';
export type { Reach } from './network';

export type Role = 'primary' | 'secondary';

interface Restart {
  readonly to: Role;
  /** What it is after all: a promotion that was accepted may not hold. */
  readonly settlesAs: Role;
  readonly acceptedAt: number;
  readonly until: number;
}

/** What another node still tells after a role change. */
export interface OldRole {
  readonly role: Role;
  readonly lastWal: number;
  readonly lastRemoteWal: number;
  readonly merkleRoot: string;
  readonly known: readonly string[];
  readonly until: number;
}

/** The replication set of the pair. */
export const SET = '11111111-2222-3333-4444-555555555555';

/** One cluster: role, data and link, in virtual time. What is due happens when somebody looks. */
export class SimCluster {
  role: Role = 'primary';
  restart: Restart | undefined;
  lastWal = 100;
  lastRemoteWal = 0;
  known = new Set<string>();
  upstream: SimCluster | undefined;
  /** How often its role was changed: a link does not outlive a change. */
  term = 0;
  setId = SET;
  /** Since when its status says that its Merkle tree is corrupted. */
  corruptedAt: number | undefined;
  /** Answers looks and hangs every write, which takes effect never, at once, or when nobody waits any more. */
  hangs: 'never' | 'early' | 'late' | undefined;
  /** No node is active until then. */
  electionUntil = 0;
  /** Vault takes it for behind until then, whatever it has. */
  catchesUpUntil = 0;
  /** So many promotions are accepted and do not hold. */
  promotionsThatDoNotHold: number;
  old: OldRole | undefined;
  /** When its last promotion was accepted, as long as no demotion has followed. */
  promotedAt: number | undefined;
  /** When it last changed what others meet: its reach, its seal or its role. */
  changedAt = Number.NEGATIVE_INFINITY;
  readonly heart: Heart;
  /** Until when it copies from its primary; `undefined`: it streams. */
  syncUntil: number | undefined;
  /** The term of the primary that it was linked in. */
  #linkedIn = 0;
  #reach: Reach = 'open';
  #sealed = false;
  readonly #shipments = new Shipments();
  readonly #holdings = new Holdings();
  readonly #habits: Required<Habits>;
  /** A promoted cluster writes by itself: the roots of two primaries never agree for long. */
  static #ownWrites = 0;

  constructor(
    readonly name: ClusterName,
    private readonly clock: VirtualClock,
    habits: Habits,
    private readonly network: Network = new Network(() => clock.now()),
  ) {
    this.#habits = withUsual(habits);
    this.promotionsThatDoNotHold = this.#habits.promotionsThatDoNotHold;
    this.heart = new Heart(this.#habits.heartbeatMs);
    network.onChange(() => this.listen());
  }

  get reach(): Reach {
    return this.#reach;
  }

  set reach(reach: Reach) {
    if (reach !== this.#reach) this.#change(() => (this.#reach = reach));
  }

  get sealed(): boolean {
    return this.#sealed;
  }

  set sealed(sealed: boolean) {
    if (sealed !== this.#sealed) this.#change(() => (this.#sealed = sealed));
  }

  /** Milliseconds since the epoch by its own clock. */
  get now(): number {
    return this.clock.now() + (this.name === 'away' ? this.#habits.clockOffMs : 0);
  }

  /** Lets happen what is due. */
  settle(): void {
    const now = this.clock.now();
    if (this.restart && now >= this.restart.until) {
      this.role = this.restart.settlesAs;
      this.restart = undefined;
      if (this.role === 'primary') this.#holdings.add((SimCluster.#ownWrites -= 1));
      this.network.touch();
    }
    for (const { id, wal } of this.#shipments.arrived(now)) {
      this.#holdings.add(id);
      this.lastRemoteWal = wal;
    }
    const isCopied = this.syncUntil !== undefined && now >= this.syncUntil;
    if ((this.#shipments.hasGap || isCopied) && this.upstream && this.hearsPrimary) this.#fill(this.upstream);
  }

  /** Everything that its primary has. */
  #fill(primary: SimCluster): void {
    if (this.syncUntil !== undefined && this.clock.now() < this.syncUntil) return;
    this.#shipments.lose();
    this.#shipments.hasGap = false;
    this.syncUntil = undefined;
    for (const id of primary.data) this.#holdings.add(id);
    this.lastRemoteWal = primary.lastWal;
  }

  /** The primary that it follows is there, and the path to it is open. */
  get hearsPrimary(): boolean {
    const { upstream } = this;
    if (!upstream || !this.isUp || !this.network.between) return false;
    return (
      upstream.isUp &&
      upstream.role === 'primary' &&
      !upstream.restart &&
      upstream.hasLeader &&
      this.isLinkedTo(upstream)
    );
  }

  /** Writes on it, by number; what Vault writes by itself has negative numbers. */
  get data(): Set<number> {
    return this.#holdings.ids;
  }

  get hasLeader(): boolean {
    return this.clock.now() >= this.electionUntil;
  }

  get isUp(): boolean {
    return this.reach === 'open' && !this.sealed;
  }

  /** Would acknowledge a write of a client that reaches it. */
  get writable(): boolean {
    this.settle();
    return this.isUp && this.role === 'primary' && !this.restart && this.hasLeader && this.hangs === undefined;
  }

  /** Is a primary, or has had its promotion accepted. */
  get isPrimary(): boolean {
    this.settle();
    return (this.restart?.to ?? this.role) === 'primary';
  }

  /** Vault says that it catches up, or does not know yet what it lacks. */
  get isBehind(): boolean {
    return this.syncUntil !== undefined || this.#shipments.areUnderWay;
  }

  get merkleRoot(): string {
    return this.#holdings.root;
  }

  /** @param follower gets it too, after its lag; `undefined`: it never ships */
  write(id: number, follower: SimCluster | undefined): void {
    this.lastWal += 1;
    this.#holdings.add(id);
    if (!follower?.isLinkedTo(this) || follower.syncUntil !== undefined) return;
    if (!follower.isUp || !this.network.between) follower.#shipments.hasGap = true;
    follower.#shipments.send({ id, wal: this.lastWal }, this.clock.now(), this.#habits.lagMs);
  }

  isLinkedTo(primary: SimCluster): boolean {
    return this.upstream === primary && this.#linkedIn === primary.term && primary.known.has(this.name);
  }

  /** The primary that it would follow has not forgotten it, as far as it can ask. */
  get isKnown(): boolean {
    const { upstream } = this;
    const canAsk = upstream !== undefined && upstream.isUp && this.network.between && !upstream.restart;
    return !canAsk || this.isLinkedTo(upstream);
  }

  /** Follows a primary from now on: with the same data, once it is copied. */
  follow(primary: SimCluster): void {
    this.#change(() => {
      const { syncMs } = this.#habits;
      this.upstream = primary;
      this.#linkedIn = primary.term;
      this.#shipments.forget();
      this.heart.forget();
      this.setId = primary.setId;
      this.syncUntil = syncMs > 0 ? this.clock.now() + syncMs : undefined;
      this.#holdings.become(syncMs > 0 ? [...this.data].filter((id) => primary.data.has(id)) : primary.data);
      this.lastRemoteWal = syncMs > 0 ? 0 : primary.lastWal;
      primary.known.add(this.name);
    });
  }

  /** @param follower the other cluster: what is on its way to it may still arrive */
  demote(follower: SimCluster): void {
    if (!this.#habits.shipsAfterDemote) follower.loseShipments();
    this.#changeRole('secondary', 'secondary', this.#habits.demoteMs);
  }

  promote(): void {
    this.settle();
    this.lastWal = Math.max(1, (this.upstream ? this.lastRemoteWal : this.lastWal) + this.#habits.walOffset);
    const holds = this.promotionsThatDoNotHold === 0;
    if (!holds) this.promotionsThatDoNotHold -= 1;
    this.#changeRole('primary', holds ? 'primary' : 'secondary', this.#habits.promoteMs);
  }

  /** What had not arrived never will. */
  loseShipments(): void {
    this.settle();
    this.#shipments.lose();
  }

  /** One write is missing here although the numbers agree. */
  diverge = (id: number): void => this.#holdings.lose(id);

  /** Its index is made anew, from its primary where it follows one. */
  reindex(): void {
    this.corruptedAt = undefined;
    if (this.upstream && this.hearsPrimary) this.#fill(this.upstream);
  }

  /** Another set's data instead of its own. */
  joinAnotherSet(): void {
    this.#change(() => {
      this.setId = '99999999-2222-3333-4444-555555555555';
      this.upstream = undefined;
      this.#holdings.become([]);
    });
  }

  #changeRole(to: Role, settlesAs: Role, ms: number): void {
    this.#change(() => {
      const acceptedAt = this.clock.now();
      const { role, lastWal, lastRemoteWal, merkleRoot } = this;
      const until = acceptedAt + ms + this.#habits.oldNodeMs;
      this.old = { role, lastWal, lastRemoteWal, merkleRoot, known: [...this.known], until };
      this.known.clear();
      this.upstream = undefined;
      this.syncUntil = undefined;
      if (to === 'primary') this.#shipments.forget();
      this.promotedAt = to === 'primary' ? acceptedAt : undefined;
      this.term += 1;
      this.restart = { to, settlesAs, acceptedAt, until: acceptedAt + ms };
    });
  }

  #change(apply: () => void): void {
    this.network.touch();
    apply();
    this.changedAt = this.clock.now();
    this.network.touch();
  }

  /** Takes down whether it hears its primary. */
  listen(): void {
    this.heart.look(this.clock.now(), this.hearsPrimary);
  }
}
