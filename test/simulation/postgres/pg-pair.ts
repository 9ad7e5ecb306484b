import { postgres } from '../../../functions/dr-operations/replication/postgres';
import { SelfRunDatabase } from '../../../functions/dr-operations/replication/postgres/self-run';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../../functions/shared/contract';
import { Secret } from '../../../functions/shared/secret';
import type { SimPair } from '../sim-pair';
import type { SimRun } from '../sim-run';
import { SimWorld } from '../sim-world';
import type { PgHabits } from './habits';
import { PgCluster } from './pg-cluster';
import { onlyOn } from '../watch/loss-rules';
import { PgRules } from './pg-rules';
import { PgSession } from './pg-session';
import { PgVault } from './pg-vault';

export type PgWorld = SimWorld<PgPair>;

/** Two clusters of OpenBao with their storage in PostgreSQL, one server a replica of the other one. */
export class PgPair implements SimPair {
  readonly clusters: Readonly<Record<ClusterName, PgCluster>>;
  readonly rules: PgRules;
  /** The time up to which everything has happened. */
  #at: number;
  #isSettling = false;
  #wereTwo = false;
  #isToolDue = false;

  constructor(
    private readonly world: PgWorld,
    readonly habits: PgHabits,
  ) {
    const { clock, network } = world;
    this.#at = clock.now();
    const moment = { now: () => (this.#isSettling ? this.#at : clock.now()) };
    const home = new PgCluster('home', moment, network, habits);
    const away = new PgCluster('away', moment, network, habits);
    [home.other, away.other] = [away, home];
    this.clusters = { home, away };
    this.rules = new PgRules(world);
    away.server.isReplica = true;
    away.upstream = home;
    network.onChange(() => this.#settle());
    home.nodes.begin(clock.now());
    home.settle();
  }

  /** Lets everything happen that is due, in its order. */
  #settle(): void {
    if (this.#isSettling) return;
    this.#isSettling = true;
    const { home, away } = this.clusters;
    const now = this.world.clock.now();
    for (;;) {
      const next = Math.min(home.nextAt(this.#at), away.nextAt(this.#at));
      if (next > now) break;
      this.#at = Math.max(this.#at, next);
      this.#act();
    }
    this.#at = now;
    this.#act();
    this.#isSettling = false;
  }

  #act(): void {
    for (const name of CLUSTER_NAMES) this.clusters[name].listen();
    for (const name of CLUSTER_NAMES) {
      const becameActive = this.clusters[name].act(this.#at);
      if (becameActive) this.rules.becomesActive(name);
    }
    const areTwo = CLUSTER_NAMES.every((name) => {
      const { server } = this.clusters[name];
      // A fence takes a moment until it keeps everybody from writing.
      return server.isPrimary || server.takesWrites(this.#at);
    });
    if (this.#wereTwo && !areTwo) this.world.watch.twoPrimaries = undefined;
    this.#wereTwo = areTwo;
    if (!this.#isToolDue) this.#callTool();
  }

  /** A tool of the user makes a fenced old primary a replica after a while, if that overwrites nothing. */
  #callTool(): void {
    const { toolMs } = this.habits;
    const name = CLUSTER_NAMES.find((each) => this.#isOldPrimary(each));
    if (toolMs === undefined || name === undefined) return;
    this.#isToolDue = true;
    void this.world.clock.wait(toolMs).then(() => {
      const { clusters } = this;
      if (onlyOn(this.world, name, otherCluster(name)).length === 0) this.makeReplica(name);
      else clusters[name].settle();
      this.#isToolDue = false;
    });
  }

  #isOldPrimary(name: ClusterName): boolean {
    const { server } = this.clusters[name];
    return server.isFenced && !server.isReplica && this.clusters[otherCluster(name)].server.isPrimary;
  }

  engineOf(run: SimRun): ReturnType<SimPair['engineOf']> {
    const { world, habits } = this;
    const vault = { home: new PgVault(world, run, 'home'), away: new PgVault(world, run, 'away') };
    const database = (name: ClusterName): SelfRunDatabase =>
      new SelfRunDatabase({
        ...{ host: `db.${name}.test`, port: 5432, database: 'openbao', user: 'vault_dr' },
        clock: { now: () => world.clock.now() - run.stoodStillMs, wait: (ms, signal) => run.wait(ms, signal) },
        open: (timeoutMs) => PgSession.open({ world, run, name }, timeoutMs),
      });
    const replication = postgres({
      vault,
      databases: { home: database('home'), away: database('away') },
      ...(habits.hasStepDownToken && { stepDownToken: () => Promise.resolve(new Secret('hvb.that-nobody-may-see')) }),
      ...(habits.toolMs !== undefined && { linkWithinSeconds: 10 }),
    });
    return { vault, replication };
  }

  calm(): void {
    for (const name of CLUSTER_NAMES) {
      const cluster = this.clusters[name];
      cluster.databasePath = 'open';
      cluster.refusal = undefined;
      if (!cluster.server.isRunning) cluster.start();
    }
  }

  /** Follows the message that a database belongs to another system. */
  mend(name: ClusterName): void {
    const [cluster, other] = [this.clusters[name], this.clusters[otherCluster(name)]];
    cluster.settle();
    const isOfAnother = cluster.server.systemId !== other.server.systemId;
    const hasMore = onlyOn(this.world, name, other.name).length > 0;
    if (isOfAnother && !hasMore && !cluster.isPrimary && other.writable) cluster.follow(other);
    // A replica that cannot stream any more has to be made anew. It has nothing of its own.
    const { server } = cluster;
    if (server.isReplica && !cluster.isStreaming && other.isPrimary && other.server.isRunning) cluster.follow(other);
  }

  followUp(): void {
    const { lastResult } = this.world;
    if (!lastResult?.left.includes('make-replica')) return;
    for (const name of CLUSTER_NAMES) this.makeReplica(name);
  }

  /** Follows the message "Make its database a replica". @returns `false` if there is nothing to do */
  makeReplica(name: ClusterName): boolean {
    const [cluster, other] = [this.clusters[name], this.clusters[otherCluster(name)]];
    cluster.settle();
    const { server } = cluster;
    if (server.isPrimary || server.isReplica || !other.isPrimary || other.server.promotion) return false;
    // pg_rewind refuses a source of another system.
    if (server.systemId !== other.server.systemId || !other.server.isRunning || !server.isRunning) return false;
    cluster.follow(other);
    return true;
  }

  async wipe(name: ClusterName): Promise<void> {
    const [cluster, other] = [this.clusters[name], this.clusters[otherCluster(name)]];
    await this.world.pass(1_000);
    if (cluster.server.systemId === other.server.systemId || !other.isPrimary) return;
    for (const id of cluster.data) if (!other.data.has(id)) this.world.watch.givenUp.add(id);
    cluster.follow(other);
  }
}

/** @param mayLose whether happenings are allowed by which a write may be lost */
export const pgWorld = (habits: PgHabits, mayLose: boolean): PgWorld =>
  new SimWorld<PgPair>((world) => new PgPair(world, habits), mayLose);
