import type { ClusterName } from '../../../functions/shared/contract';
import { Heart } from '../heart';
import type { Network, Path, Reach } from '../network';
import type { AnyCluster } from '../sim-pair';
import type { PgHabits } from './habits';
import { SimNodes } from './sim-nodes';
import { SimServer, type LogRecord } from './sim-server';

interface Shipment {
  readonly record: LogRecord;
  readonly arrivesAt: number;
}

/** One cluster: its PostgreSQL server and the OpenBao nodes on it. */
export class PgCluster implements AnyCluster {
  readonly server: SimServer;
  readonly nodes: SimNodes;
  /** The connection of a replica to its primary. */
  readonly heart = new Heart(1);
  /** The cluster whose log it streams. */
  upstream: PgCluster | undefined;
  /** How the Lambdas reach the database, if they reach the cluster. */
  databasePath: Path = 'open';
  /** SQLSTATE with which the database refuses each change. */
  refusal: string | undefined;
  changedAt = Number.NEGATIVE_INFINITY;
  promotedAt: number | undefined;
  /** Records under way to it. */
  #shipments: Shipment[] = [];
  /** Whether it lacks records that are not under way. */
  #hasGap = false;
  #reach: Reach = 'open';
  #electionUntil = 0;

  constructor(
    readonly name: ClusterName,
    /** The time up to which everything has happened. */
    private readonly clock: { now(): number },
    private readonly network: Network,
    private readonly habits: PgHabits,
  ) {
    this.server = new SimServer(name, habits);
    const offMs = name === 'away' ? (habits.clockOffMs ?? 0) : 0;
    this.nodes = new SimNodes(
      this.server,
      habits,
      offMs,
      (now) => this.#commits(now),
      () => this.#append(undefined),
    );
  }

  /** Applies a change that others can notice. */
  change(apply: () => void): void {
    this.network.touch();
    apply();
    this.changedAt = this.clock.now();
    this.network.touch();
  }

  get reach(): Reach {
    return this.#reach;
  }
  set reach(reach: Reach) {
    if (reach !== this.#reach) this.change(() => (this.#reach = reach));
  }
  get sealed(): boolean {
    return this.nodes.sealed;
  }
  set sealed(sealed: boolean) {
    if (sealed !== this.sealed) this.change(() => this.nodes.seal(sealed, this.clock.now()));
  }
  get electionUntil(): number {
    return this.#electionUntil;
  }
  /** No node is active until then: the active one has ended, and no other one takes the lock. */
  set electionUntil(until: number) {
    this.#electionUntil = until;
    const now = this.clock.now();
    if (until <= now) this.nodes.waitUntil = Math.min(this.nodes.waitUntil, now);
    else {
      this.nodes.stepDown(now);
      this.nodes.waitUntil = until;
    }
  }

  get hasLeader(): boolean {
    return this.nodes.active !== undefined;
  }
  get isUp(): boolean {
    return this.reach === 'open' && !this.sealed;
  }
  get isPrimary(): boolean {
    this.settle();
    return this.server.isPrimary;
  }
  /** Whether a node of it answers as active and its database takes writes. */
  get serves(): boolean {
    this.settle();
    return this.nodes.active !== undefined && this.#commits(this.clock.now());
  }
  get writable(): boolean {
    return this.isUp && this.serves;
  }
  get restart(): object | undefined {
    return this.server.promotion;
  }
  get data(): ReadonlySet<number> {
    return this.server.data;
  }

  /** Whether a commit is acknowledged. Behind a synchronous replica that is away it waits. */
  #commits(now: number): boolean {
    return this.server.takesWrites(now) && (!this.waitsForReplica || this.other?.isStreaming === true);
  }
  get waitsForReplica(): boolean {
    return this.habits.isSync && this.name === 'home';
  }
  /** The other cluster. */
  other: PgCluster | undefined;

  /** Time of the next thing that happens here by itself. */
  nextAt(now: number): number {
    const { server, nodes } = this;
    const arrives = this.#shipments[0]?.arrivesAt ?? Number.POSITIVE_INFINITY;
    const next = Math.min(nodes.nextAt(now), arrives, server.promotion?.until ?? Number.POSITIVE_INFINITY);
    return Math.min(next, ...server.turns.filter((at) => at > now));
  }

  /** Does what is due. @returns whether a node became active */
  act(now: number): boolean {
    const { server } = this;
    while (this.#shipments[0] && this.#shipments[0].arrivesAt <= now) {
      const shipment = this.#shipments.shift();
      if (shipment) server.receive(shipment.record, now);
    }
    if (server.promotion && now >= server.promotion.until) {
      server.endPromotion();
      this.upstream = undefined;
    }
    return this.nodes.act(now);
  }

  /** Writes a record, and sends it to the other cluster if that follows. */
  #append(id: number | undefined): void {
    const record = this.server.write(this.now, id);
    if (this.other?.upstream === this) this.other.#send(record);
  }

  #send(record: LogRecord): void {
    if (this.#hasGap || !this.isStreaming) {
      this.#hasGap = true;
      return;
    }
    const now = this.clock.now();
    const lagMs = this.upstream?.waitsForReplica ? 0 : this.habits.lagMs;
    const before = this.#shipments.at(-1)?.arrivesAt ?? 0;
    this.#shipments.push({ record, arrivesAt: Math.max(before, now + Math.round(Math.random() * lagMs)) });
    if (lagMs === 0) this.act(now);
  }

  /** Whether the log of its primary arrives. */
  get isStreaming(): boolean {
    const { upstream, server } = this;
    if (!upstream || !server.isReplica || !server.isRunning || server.promotion) return false;
    if (!this.network.between || this.reach !== 'open' || upstream.reach !== 'open') return false;
    const primary = upstream.server;
    return primary.isRunning && !primary.isReplica && server.canStreamFrom(primary);
  }

  /** Notes whether the log arrives now, and asks for what is missing. */
  listen(): void {
    const streams = this.isStreaming;
    this.heart.look(this.clock.now(), streams);
    if (!streams) this.#hasGap ||= this.upstream !== undefined;
    if (!streams || !this.#hasGap || !this.upstream) return;
    this.#hasGap = false;
    this.#shipments = [];
    for (const record of this.server.missing(this.upstream.server)) this.#send(record);
  }

  saysStreaming = (): boolean =>
    this.isStreaming ||
    (this.server.isReplica &&
      this.upstream !== undefined &&
      this.heart.saysConnected(this.clock.now(), this.habits.noticesLossAfterMs));

  settle(): void {
    this.network.touch();
  }

  loseShipments(): void {
    this.settle();
    this.#hasGap ||= this.#shipments.length > 0;
    this.#shipments = [];
  }

  write(id: number): void {
    this.#append(id);
  }

  /** A record that is no write of a client. */
  writeOfItsOwn(): void {
    this.#append(undefined);
    this.settle();
  }

  /** Milliseconds since the epoch by the clock of this cluster. */
  get now(): number {
    return this.clock.now() + (this.name === 'away' ? (this.habits.clockOffMs ?? 0) : 0);
  }

  isLinkedTo(primary: AnyCluster): boolean {
    return this.upstream === primary && this.isStreaming;
  }

  /** `pg_promote`: what has not arrived by now never does. */
  promote(): void {
    this.change(() => {
      this.#shipments = [];
      this.#hasGap = false;
      this.promotedAt = this.clock.now();
      this.server.promote(this.clock.now());
    });
  }

  /** A person, or a tool, makes it a replica of the other cluster. */
  follow(primary: PgCluster): void {
    this.change(() => {
      this.nodes.stepDown(this.clock.now());
      this.server.becomeReplicaOf(primary.server, this.clock.now());
      this.upstream = primary;
      this.#shipments = [];
      this.#hasGap = true;
      this.heart.forget();
    });
  }

  /** A person sets the fence, and restarts the server. */
  fence(): void {
    this.change(() => {
      this.server.isFenced = true;
      this.promotedAt = undefined;
      this.server.stop();
      this.server.start(this.clock.now());
    });
  }

  /** A person takes the fence away. */
  unfence(): void {
    this.change(() => {
      this.server.isFenced = false;
      this.promotedAt = this.clock.now();
      this.server.reload(this.clock.now());
    });
  }

  /** The server stops: it crashed, or a person stopped it. */
  stop(): void {
    this.change(() => this.server.stop());
  }

  /** It starts with the role and the fence that it had. */
  start(): void {
    this.change(() => this.server.start(this.clock.now()));
  }

  joinAnotherSystem(): void {
    this.change(() => {
      this.upstream = undefined;
      this.#shipments = [];
      this.server.isReplica = true;
      this.server.joinAnotherSystem();
    });
  }
}
