import type { ClusterName } from '../../../functions/shared/contract';
import type { Reach } from '../network';
import type { AnyCluster } from '../sim-pair';
import type { VirtualClock } from '../virtual-clock';
import type { SnapshotHabits } from './snapshot-habits';
import { PAIR_ID, type Database, type Store } from './stores';

/** A server: Vault runs on it, is sealed, does not run, or is about to run. */
export interface Node {
  readonly host: string;
  state: 'running' | 'sealed' | 'stopped' | 'starting';
}

interface Due {
  readonly at: number;
  readonly happen: () => void;
}

/** What a cluster needs of the world around it. */
export interface Surroundings {
  readonly clock: VirtualClock;
  readonly habits: SnapshotHabits;
  readonly database: Database;
  /** Whether the files of its region are those of this primary, and young. */
  readonly isFollowed: (follower: ClusterName, primary: AnyCluster) => boolean;
  /** A restore deletes these writes. */
  readonly wipes: (name: ClusterName, ids: readonly number[], isLate: boolean) => void;
  /** How far the clock of a cluster is ahead, milliseconds. */
  readonly clockOff: (name: ClusterName) => number;
  /** A cluster with data serves again without an operation of this system. */
  readonly returns: (name: ClusterName) => void;
}

/** The seal of a pair: both clusters have the same key. */
export const SEAL = { kind: 'awskms', key: 'key-1' };

const NODES = [0, 1, 2];
const MAJORITY = 2;
/** A restore waits for so long before it begins. */
const SLEEP_MS = 5_000;
const PARKED = 'parked-';
const FIRST_INDEX = 1_000;
const PARKED_INDEX = 40;

/** A cluster of three servers with raft storage. {@link settle} applies what is due; callers settle before they read. */
export class SimRaft implements AnyCluster {
  readonly nodes: readonly Node[];
  store: Store;
  version = '1.21.4';
  /** Kind and key of its seal. */
  seal = { ...SEAL };
  changedAt = Number.NEGATIVE_INFINITY;
  promotedAt: number | undefined;
  /** When a person last changed what it holds. */
  heldChangedAt = Number.NEGATIVE_INFINITY;
  /** A restore that was accepted: it waits, then it works. */
  restoring: { readonly from: number; readonly until: number; readonly store: Store } | undefined;
  /** Servers that Systems Manager does not reach. */
  readonly lostAgents = new Set<string>();
  #unsealingUntil = 0;
  #lostMajorityAt: number | undefined;
  #active: Node | undefined;
  #before: { readonly node: Node; readonly until: number } | undefined;
  #reach: Reach = 'open';
  #sealed = false;
  #electionUntil = 0;
  #due: Due[] = [];
  #parked = 0;
  #isEmptied = false;

  constructor(
    readonly name: ClusterName,
    private readonly around: Surroundings,
    isParked: boolean,
  ) {
    this.nodes = NODES.map((i) => ({ host: `${name}-${i}.test`, state: 'running' }));
    this.store = isParked ? this.#emptyStore() : this.#firstStore();
    this.#active = this.nodes[0];
  }

  #firstStore(): Store {
    return {
      clusterId: PAIR_ID,
      key: this.seal.key,
      version: this.version,
      index: FIRST_INDEX,
      term: 2,
      isMarked: false,
      hasMounts: true,
      canary: undefined,
      ids: new Set(),
      leases: new Map(),
    };
  }

  #emptyStore(): Store {
    this.#parked += 1;
    const clusterId = `${PARKED}${this.name}-${this.#parked}`;
    return { ...this.#firstStore(), clusterId, index: PARKED_INDEX, term: 1, isMarked: true, hasMounts: false };
  }

  get now(): number {
    return this.#time + this.around.clockOff(this.name);
  }

  get #time(): number {
    return this.around.clock.now();
  }

  get reach(): Reach {
    return this.#reach;
  }
  set reach(reach: Reach) {
    if (reach !== this.#reach) this.#change(() => (this.#reach = reach));
  }

  /** Whether somebody sealed all of its servers; not what this system did. */
  get sealed(): boolean {
    return this.#sealed;
  }
  set sealed(sealed: boolean) {
    if (sealed !== this.#sealed) this.#change(() => (this.#sealed = sealed));
  }

  get electionUntil(): number {
    return this.#electionUntil;
  }
  set electionUntil(until: number) {
    if (until !== this.#electionUntil) this.#change(() => (this.#electionUntil = until));
  }

  get isUp(): boolean {
    return this.#reach === 'open' && !this.#sealed && this.#running.length > 0;
  }

  get #running(): Node[] {
    return this.nodes.filter(({ state }) => state === 'running');
  }

  get hasMajority(): boolean {
    return this.#running.length >= MAJORITY;
  }

  /** Whether enough servers run, or are about to. */
  get willHaveMajority(): boolean {
    return this.nodes.filter(({ state }) => state === 'running' || state === 'starting').length >= MAJORITY;
  }

  /** The server that is active now. One without the others takes itself for active for a moment. */
  get active(): Node | undefined {
    const now = this.#time;
    if (this.#sealed || this.isUninitialised || this.isLocked) return undefined;
    if (now < this.electionUntil || now < this.#unsealingUntil) return undefined;
    if (this.#active?.state !== 'running') return undefined;
    const isOver = this.#lostMajorityAt !== undefined && now >= this.#lostMajorityAt + this.around.habits.stepDownMs;
    return isOver ? undefined : this.#active;
  }

  /** The server that was active before, if the address still leads there. */
  get before(): Node | undefined {
    return this.#before && this.#time < this.#before.until ? this.#before.node : undefined;
  }

  get hasLeader(): boolean {
    return this.active !== undefined;
  }

  /** Whether a restore works and nothing is answered. */
  get isLocked(): boolean {
    return this.restoring !== undefined && this.#time >= this.restoring.from;
  }

  get isUnsealing(): boolean {
    return this.#time < this.#unsealingUntil;
  }

  /** Whether its data were deleted, and it was not made anew. */
  get isUninitialised(): boolean {
    return this.#isEmptied;
  }

  get isParked(): boolean {
    return this.store.isMarked && !this.store.hasMounts && !this.#isEmptied;
  }

  /** Whether it is more than a parked cluster, whatever somebody did to that. */
  get hasData(): boolean {
    return !this.store.clusterId.startsWith(PARKED);
  }

  /** Whether it commits a write now. */
  get commits(): boolean {
    return this.active !== undefined && this.hasMajority;
  }

  get writable(): boolean {
    this.settle();
    return this.isUp && this.commits && this.hasData;
  }

  get isPrimary(): boolean {
    this.settle();
    return this.restoring !== undefined || (this.hasData && this.willHaveMajority);
  }

  get restart(): object | undefined {
    return this.restoring ?? (this.isUnsealing ? this : undefined);
  }

  /** What it has, or is about to have. */
  get data(): ReadonlySet<number> {
    return this.restoring?.store.ids ?? this.store.ids;
  }

  loseShipments(): void {
    // A file arrives whole or not at all.
  }

  isLinkedTo(primary: AnyCluster): boolean {
    return this.isParked && this.active !== undefined && this.around.isFollowed(this.name, primary);
  }

  /** Acknowledges a write of a client, which also gets more time for its user of the database. */
  write(id: number): void {
    const { database, habits } = this.around;
    const user = `user-${id % 3}`;
    const until = this.#time + habits.leaseMs;
    this.store.index += 1;
    this.store.ids.add(id);
    this.store.leases.set(user, until);
    database.renew(user, until);
  }

  /** A write of this system. */
  commit(change: (store: Store) => void): void {
    this.store.index += 1;
    change(this.store);
  }

  settle(): void {
    const now = this.#time;
    for (;;) {
      const next = this.#due.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at)[0];
      this.#dropUsers(next?.at ?? now);
      if (!next) return;
      this.#due = this.#due.filter((each) => each !== next);
      next.happen();
    }
  }

  /** An active cluster drops the users whose time is over. */
  #dropUsers(until: number): void {
    const from = Math.max(this.electionUntil, this.#unsealingUntil);
    if (this.#sealed || this.#active?.state !== 'running' || !this.hasMajority || this.isLocked || from > until) return;
    for (const [user, end] of this.store.leases) {
      if (end > until) continue;
      this.store.leases.delete(user);
      this.store.index += 1;
      this.around.database.drop(user, this.name, Math.max(end, from));
    }
  }

  /** Takes a snapshot that was uploaded. What the cluster holds is then gone. */
  restore(store: Store, isLate: boolean): void {
    const { habits } = this.around;
    const from = Math.max(this.#time, this.restoring?.until ?? 0) + SLEEP_MS;
    const until = from + habits.restoreMs;
    this.#change(() => {
      this.restoring = { from, until, store };
      this.promotedAt = this.#time;
    });
    this.#after(until - this.#time, () => {
      this.around.wipes(
        this.name,
        [...this.store.ids].filter((id) => !store.ids.has(id)),
        isLate,
      );
      // A restore never sets the raft index back.
      const index = Math.max(this.store.index, store.index) + 1;
      this.store = { ...store, index, term: Math.max(this.store.term, store.term) + 1, version: this.version };
      if (this.restoring?.until === until) this.restoring = undefined;
      this.#unsealingUntil = until + habits.unsealMs;
      this.changedAt = until;
    });
  }

  /** Seals the active server. Another one becomes active, if there are enough. */
  sealActive(): void {
    const { active } = this;
    if (active) this.#set([active], 'sealed');
  }

  stop(nodes: readonly Node[]): void {
    this.#set(nodes, 'stopped');
  }

  /** Stops Vault on a server and starts it again. It unseals itself. */
  begin(nodes: readonly Node[]): void {
    this.#set(nodes, 'starting');
    this.#after(this.around.habits.startMs, () => {
      this.#set(
        nodes.filter(({ state }) => state === 'starting'),
        'running',
      );
    });
  }

  /** Stops Vault on all servers and deletes all data. What begins there is not initialised. */
  empty(): void {
    this.#change(() => {
      this.store = this.#emptyStore();
      this.promotedAt = undefined;
      this.#due = [];
      this.restoring = undefined;
      this.#isEmptied = true;
    });
    this.#set(this.nodes, 'stopped');
  }

  /** Deletes all data. What comes up is a parked cluster. */
  park(): void {
    this.empty();
    this.#isEmptied = false;
    this.#set(this.nodes, 'running');
  }

  /** A person changes what it holds: adds a secrets engine, or deletes the marker. */
  change(what: Partial<Pick<Store, 'hasMounts' | 'isMarked'>>): void {
    this.heldChangedAt = this.#time;
    this.#change(() => Object.assign(this.store, what, { index: this.store.index + 1 }));
  }

  #set(nodes: readonly Node[], state: Node['state']): void {
    const wasPrimary = this.isPrimary;
    this.#change(() => {
      for (const node of nodes) node.state = state;
      const isLed = this.#active?.state === 'running';
      if (this.hasMajority) this.#lostMajorityAt = undefined;
      else this.#lostMajorityAt ??= this.#time;
      if (isLed || !this.hasMajority) return;
      this.#lead();
    });
    if (this.isPrimary && !wasPrimary) this.around.returns(this.name);
  }

  #lead(): void {
    const { habits } = this.around;
    const until = this.#time + habits.electionMs;
    if (this.#active) this.#before = { node: this.#active, until: until + habits.oldNodeMs };
    this.#active = this.#running[0];
    this.electionUntil = until;
    this.store.term += 1;
    this.store.index += 1;
  }

  #after(ms: number, happen: () => void): void {
    this.#due.push({ at: this.#time + ms, happen });
  }

  #change(apply: () => void): void {
    apply();
    this.changedAt = this.#time;
  }
}
