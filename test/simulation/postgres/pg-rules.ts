import type { OperationResult } from '../../../functions/dr-operations/result';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../../functions/shared/contract';
import { covers, onlyOn } from '../watch/loss-rules';
import type { Act, Rules } from '../watch/rules';
import { broken, excuse, FRESH_MS, type Passing, type Seen, type Verdict } from '../watch/seen';
import type { PgWorld } from './pg-pair';
import { SYSTEM } from './sim-server';

const LINKING = ['switchover', 'failback', 'rejoin', 'link'];
const STILL_FRESH = excuse('a cluster changed while the last read still counted as fresh');
/** A change by hand may take so long until it shows, milliseconds. */
const HAND_MS = 15_000;
/** A failover to a cluster that is further behind than this needs `loss`, milliseconds. */
const MAX_FAILOVER_LAG_MS = 3_600_000;

/** The rules of two databases, of which at most one takes writes. */
export class PgRules implements Rules {
  constructor(private readonly world: PgWorld) {}

  /** A database that may take writes has to be fenced first, or a person has to accept it by name. */
  besideAPrimary({ run, seen, askedAt }: Act, name: ClusterName): Verdict {
    const other = this.world.clusters[otherCluster(name)];
    const { server } = other;
    if (!server.isPrimary && !server.takesWrites(this.world.clock.now())) return undefined;
    if (seen.accept.has('unfenced-primary')) return excuse('unfenced-primary was accepted');
    if (run.isLate && other.changedAt > askedAt) return excuse('a promotion took effect long after it was sent');
    if (this.#wasChangedByHand(other.name, askedAt)) return excuse('a person changed a database by hand meanwhile');
    return broken(`${name} is promoted, and the database of ${other.name} is not fenced`);
  }

  promotes({ seen, askedAt }: Act, name: ClusterName): readonly Verdict[] {
    return [this.#promotesAnotherSystem(seen, askedAt, name)];
  }

  #promotesAnotherSystem(seen: Seen, askedAt: number, name: ClusterName): Verdict {
    const [own, other] = [this.world.clusters[name], this.world.clusters[otherCluster(name)]];
    if (own.server.systemId === other.server.systemId) return undefined;
    // The other one has left the pair.
    if (own.server.systemId === SYSTEM) return undefined;
    if (seen.accept.has('other-set')) return excuse('other-set was accepted');
    if (askedAt - Math.max(own.changedAt, other.changedAt) < FRESH_MS) return STILL_FRESH;
    if (seen.freshWords(other.name, askedAt).length === 0)
      return excuse('the database of the other cluster was not read');
    return broken(`${name} is promoted, whose database belongs to another system`);
  }

  passesOver({ run, seen, askedAt }: Act, name: ClusterName): Verdict {
    const { world } = this;
    const other = otherCluster(name);
    const lacking = onlyOn(world, other, name);
    if (lacking.length === 0 || seen.operation !== 'failover') return undefined;
    if (seen.accept.has('loss')) return excuse('loss was accepted');
    const oldest = Math.min(...lacking.map((id) => world.acknowledgedAt.get(id) ?? Infinity));
    if (world.clock.now() - oldest > MAX_FAILOVER_LAG_MS) {
      return broken(`${name} is promoted ${Math.round((world.clock.now() - oldest) / 60_000)} minutes behind`);
    }
    const from = world.clusters[other];
    const isVisible = from.isUp && from.server.isRunning && from.databasePath === 'open';
    const isReached = world.network.lambda(run.region, other) === 'open' && askedAt - from.changedAt > FRESH_MS;
    if (from.isPrimary || !isVisible || !isReached) return undefined;
    if (!seen.freshWords(other, askedAt).includes('secondary')) {
      return excuse('every read of the cluster with more writes was lost');
    }
    return broken(`${name} is promoted past ${other}, a living cluster with ${lacking.length} more writes`);
  }

  isAnnounced({ announced, accept }: Seen, { to, ids }: Passing): Verdict {
    if (ids.length === 0) return undefined;
    if (accept.has('loss')) return excuse('loss was accepted');
    const { home, away } = this.world.clusters;
    if (home.server.systemId !== away.server.systemId) return excuse('the target had joined another replication set');
    if (announced === undefined) return excuse('the run was killed before it could announce the loss');
    return covers(this.world, announced, ids)
      ? excuse('the loss was announced')
      : broken(`a failover to ${to} loses ${ids.length} writes, but announced ${JSON.stringify(announced)}`);
  }

  demotes = (): Verdict => undefined;
  /** No run links: a person does. */
  links = (): ReturnType<Rules['links']> => ({ others: [], loss: undefined });

  /**
   * An active node notices only after some seconds that a person has fenced its database. Until then only the database can
   * tell. No wait that a failover could afford would be long enough if the database gives no answer.
   */
  seemsPrimary({ seen, askedAt }: Act, active: ClusterName): Verdict {
    const { clusters, watch, habits } = this.world;
    const fencedAt = watch.changedByHandAt[active] ?? -Infinity;
    if (askedAt - fencedAt > habits.stepDownMs + FRESH_MS || !clusters[active].hasLeader) return undefined;
    const isTold = seen.looks.some(
      ({ cluster, says, answeredAt }) => cluster === active && says !== undefined && answeredAt >= fencedAt,
    );
    if (isTold) return undefined;
    return excuse('an active node had not noticed that a person fenced its database, and the database was not read');
  }

  leadsToLess({ seen }: Act, active: ClusterName): Verdict {
    const { watch } = this.world;
    const ids = onlyOn(this.world, otherCluster(active), active).filter((id) => !watch.givenUp.has(id));
    if (ids.length === 0 || seen.operation === undefined || seen.operation === 'failover') return undefined;
    if (seen.accept.has('loss')) return excuse('loss was accepted');
    return broken(`the name leads to ${active}, which lacks ${ids.length} writes`);
  }

  isDone({ operation, outcome, left }: OperationResult): Verdict {
    if (outcome !== 'done' || !LINKING.includes(operation)) return undefined;
    const { clusters, clock } = this.world;
    const changedAt = Math.max(clusters.home.changedAt, clusters.away.changedAt);
    const [primary, second] = this.world.primaries();
    const isFresh = clock.now() - changedAt < FRESH_MS;
    if (primary === undefined || second !== undefined) {
      if (left.includes('rejoin')) return undefined;
      const byHandAt = Math.max(...Object.values(this.world.watch.changedByHandAt), -Infinity);
      if (clock.now() - byHandAt < HAND_MS) return excuse('a person changed a database by hand meanwhile');
      return isFresh ? STILL_FRESH : broken(`a ${operation} reports done, and there is not one primary`);
    }
    const follower = this.world.other(primary);
    if (operation === 'rejoin' && left.includes('make-replica'))
      return broken('a rejoin reports done, and a person has to make the other one a replica');
    if (left.length > 0 || follower.isLinkedTo(clusters[primary])) return undefined;
    // A replica that is cut off notices that only after some time.
    const unnoticedMs = FRESH_MS + this.world.habits.noticesLossAfterMs;
    if (isFresh || follower.heart.saysConnected(clock.now(), unnoticedMs)) return STILL_FRESH;
    return broken(`a ${operation} reports done, and ${follower.name} does not follow`);
  }

  /** A person is told to overwrite a database only if that loses nothing, or the loss was accepted. */
  ends(seen: Seen, result: OperationResult | undefined): readonly Verdict[] {
    if (!result) return [];
    return [this.#discards(seen, result), this.#leavesFenced(seen, result)];
  }

  #discards(seen: Seen, { operation, left }: OperationResult): Verdict {
    const [primary, second] = this.world.primaries();
    if (!left.includes('make-replica') || primary === undefined || second !== undefined) return undefined;
    const ids = onlyOn(this.world, otherCluster(primary), primary).filter((id) => !this.world.watch.givenUp.has(id));
    if (ids.length === 0) return undefined;
    if (!seen.accept.has('loss'))
      return broken(`a ${operation} has ${ids.length} writes overwritten that no other cluster has`);
    for (const id of ids) this.world.watch.givenUp.add(id);
    return excuse('loss was accepted');
  }

  /** If a demotion failed and the operation says so, the primary takes writes again. The old one of two stays fenced. */
  #leavesFenced(seen: Seen, { error, left }: OperationResult): Verdict {
    if (error?.refusal !== 'demotion-failed' || left.includes('failover')) return undefined;
    const name = CLUSTER_NAMES.find((each) => seen.demotedAt[each] !== undefined);
    if (name === undefined) return undefined;
    const cluster = this.world.clusters[name];
    if (!cluster.server.isFenced || cluster.server.isReplica) return undefined;
    if (this.world.clusters[otherCluster(name)].isPrimary) return undefined;
    return broken(`a demotion failed, and the database of ${name} stays fenced`);
  }

  /** Only a cluster that was fenced is told to step down. */
  tellsToStepDown(name: ClusterName): void {
    const { watch, clusters } = this.world;
    if (!clusters[name].isPrimary || this.#wasChangedByHand(name, this.world.clock.now())) return;
    watch.broken.push(`${name} is told to step down, and it takes writes`);
  }

  #wasChangedByHand = (name: ClusterName, at: number): boolean =>
    (this.world.watch.changedByHandAt[name] ?? -Infinity) > at - HAND_MS;

  /** Whatever led there: a node becomes active only if no other one serves. It would end leases that the other one manages. */
  becomesActive(name: ClusterName): void {
    const { watch, clusters } = this.world;
    const other = clusters[otherCluster(name)];
    if (other.nodes.active === undefined || !other.server.isPrimary || watch.twoPrimaries !== undefined) return;
    watch.broken.push(
      `a node of ${name} becomes active while ${other.name} serves, and ends leases that ${other.name} manages`,
    );
  }
}
