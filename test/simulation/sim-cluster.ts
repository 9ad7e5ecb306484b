import type { ClusterName } from '../../functions/shared/contract';
import { VERSIONS, withUsual, type Habits } from './habits';
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
  /** The role after the restart; differs from `to` when an accepted promotion does not hold. */
  readonly settlesAs: Role;
  readonly acceptedAt: number;
  readonly until: number;
}

/** What another node may still report after a role change. */
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

/** One cluster in virtual time: its role, data and link. {@link settle} applies what is due; callers settle before they read. */
export class SimCluster {
  role: Role = 'primary';
  restart: Restart | undefined;
  lastWal = 100;
  lastRemoteWal = 0;
  known = new Set<string>();
  upstream: SimCluster | undefined;
  /** Number of role changes. A link ends with a role change of its primary. */
  term = 0;
  setId = SET;
  /** Time from which the status reports a corrupted Merkle tree, milliseconds since the epoch. */
  corruptedAt: number | undefined;
  /** Answers reads and hangs on writes. A write takes effect never, at once (`early`), or after its caller gave up (`late`). */
  hangs: 'never' | 'early' | 'late' | undefined;
  /** No node is active until this time. */
  electionUntil = 0;
  /** Vault refuses a promotion as still catching up until this time, whatever the data. */
  catchesUpUntil = 0;
  /** Number of promotions that are accepted and do not hold. */
  promotionsThatDoNotHold: number;
  old: OldRole | undefined;
  /** Its Vault. */
  version: string;
  /** Times of an upgrade, of the end of its license, and since when its status endpoint is switched off. */
  upgradedAt = Number.NEGATIVE_INFINITY;
  licenseEndedAt = Number.POSITIVE_INFINITY;
  hiddenSince = Number.POSITIVE_INFINITY;
  /** Time at which the last promotion was accepted; `undefined` after a demotion. */
  promotedAt: number | undefined;
  /** Time of the last change that others can notice: reachability, seal or role. */
  changedAt = Number.NEGATIVE_INFINITY;
  readonly heart: Heart;
  /** End of the copy from the primary; `undefined` once WALs stream. */
  syncUntil: number | undefined;
  /** Term of the primary at the time of the link. */
  #linkedIn = 0;
  #reach: Reach = 'open';
  #sealed = false;
  readonly #shipments = new Shipments();
  readonly #holdings = new Holdings();
  readonly #habits: ReturnType<typeof withUsual>;
  /** Vault writes by itself after a promotion, so the Merkle roots of two primaries soon differ. */
  static #ownWrites = 0;

  constructor(
    readonly name: ClusterName,
    private readonly clock: VirtualClock,
    habits: Habits,
    private readonly network: Network = new Network(() => clock.now()),
  ) {
    this.#habits = withUsual(habits);
    this.version = VERSIONS[this.#habits.statusShape];
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

  /** Milliseconds since the epoch by the clock of this cluster. */
  get now(): number {
    return this.clock.now() + (this.name === 'away' ? this.#habits.clockOffMs : 0);
  }

  /** Applies what is due: the end of a restart, WALs that have arrived, a finished copy. */
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

  /** Takes over everything that the primary has. */
  #fill(primary: SimCluster): void {
    if (this.syncUntil !== undefined && this.clock.now() < this.syncUntil) return;
    this.#shipments.forget();
    this.syncUntil = undefined;
    for (const id of primary.data) this.#holdings.add(id);
    this.lastRemoteWal = primary.lastWal;
  }

  /** Whether heartbeats of the primary arrive. */
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

  /** Its writes, by number. Writes by Vault itself have negative numbers. */
  get data(): Set<number> {
    return this.#holdings.ids;
  }

  get hasLeader(): boolean {
    return this.clock.now() >= this.electionUntil;
  }

  get isUp(): boolean {
    return this.reach === 'open' && !this.sealed;
  }

  /** Whether it would acknowledge a write of a client that reaches it. */
  get writable(): boolean {
    this.settle();
    return this.isUp && this.role === 'primary' && !this.restart && this.hasLeader && this.hangs === undefined;
  }

  /** Whether it is a primary or its promotion was accepted. */
  get isPrimary(): boolean {
    this.settle();
    return (this.restart?.to ?? this.role) === 'primary';
  }

  /** Whether a copy or a WAL is still under way. */
  get isBehind(): boolean {
    return this.syncUntil !== undefined || this.#shipments.areUnderWay;
  }

  /** When the oldest write was sent that its primary has and it has not, milliseconds since the epoch. */
  get lacksSince(): number | undefined {
    return this.#shipments.lacksSince;
  }

  get merkleRoot(): string {
    return this.#holdings.root;
  }

  /** @param follower receives the write after its lag; `undefined`: the write never ships */
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

  /** `false` when its primary can be reached and no longer knows it. */
  get isKnown(): boolean {
    const { upstream } = this;
    const canAsk = upstream !== undefined && upstream.isUp && this.network.between && !upstream.restart;
    return !canAsk || this.isLinkedTo(upstream);
  }

  /** Links to a primary. The data is equal once it is copied; whatever diverged here is overwritten. */
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

  /** @param follower the other cluster; WALs in transit to it may still arrive */
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

  /** Drops the WALs in transit. */
  loseShipments(): void {
    this.settle();
    this.#shipments.lose();
  }

  /** Loses one write although the WAL numbers agree. */
  diverge = (id: number): void => this.#holdings.lose(id);

  /** Rebuilds the index, from the primary if it follows one. */
  reindex(): void {
    this.corruptedAt = undefined;
    if (this.upstream && this.hearsPrimary) this.#fill(this.upstream);
  }

  /** Joins another replication set and loses its data. */
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

  /** Records whether heartbeats of the primary arrive now. */
  listen(): void {
    this.heart.look(this.clock.now(), this.hearsPrimary);
  }
}
