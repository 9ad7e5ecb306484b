import type { Loss, OperationResult } from '../../../functions/dr-operations/result';
import { otherCluster, type ClusterName } from '../../../functions/shared/contract';
import { isOlder } from '../../../functions/shared/version';
import type { SimRun } from '../sim-run';
import { tally } from '../tally';
import { onlyOn } from '../watch/loss-rules';
import type { Act, Promotion, Rules } from '../watch/rules';
import { broken, excuse, FRESH_MS, type Passing, type Seen, type Verdict } from '../watch/seen';
import { heldIn, type Held } from './snapshot-bytes';
import type { SnapshotPair, SnapshotWorld } from './snapshot-pair';
import { PAIR_ID } from './stores';

/** A failover to a cluster that is further behind than this needs `loss`, milliseconds. */
const MAX_FAILOVER_LAG_MS = 3_600_000;
/** Tolerance for times in whole seconds. */
const SLACK_MS = 1_500;
/** A file that was put less than this ago may have been looked for before, milliseconds. */
const JUST_NOW_MS = 20_000;
/** A cluster is stopped this soon after its last file is put, milliseconds. */
const STOP_MS = 10_000;

/** The rules of snapshots. What serves is judged by the true state of the servers and of the files. */
export class SnapshotRules implements Rules {
  constructor(
    private readonly world: SnapshotWorld,
    private readonly pair: SnapshotPair,
  ) {}

  /** Promise 1. No cluster is a witness here: a primary that nobody reaches may go on. */
  besideAPrimary({ run, seen, askedAt }: Promotion, name: ClusterName): Verdict {
    const other = otherCluster(name);
    const { clusters } = this.pair;
    const cluster = clusters[other];
    if (!cluster.isPrimary || !cluster.isUp || !cluster.hasData) return undefined;
    if (seen.accept.has('unfenced-primary')) return excuse('unfenced-primary was accepted');
    const what = `${name} is promoted beside ${other}, a living primary`;
    if (run.isLate && cluster.changedAt > askedAt) return excuse('a promotion took effect long after it was sent');
    const { network } = this.world;
    if (cluster.changedAt > (this.pair.fencedAt[other] ?? Infinity))
      return excuse('a fenced primary was started again');
    if (network.lambda(run.region, other) !== 'open') return broken(`${what} (nobody has fenced it)`);
    const visibleSince = Math.max(cluster.changedAt, cluster.electionUntil, network.lambdaSince(run.region, other));
    if (seen.freshWords(other, askedAt, visibleSince).length > 0) return broken(`${what} (it had reported so)`);
    if (askedAt - visibleSince < FRESH_MS)
      return excuse('the primary came back while the last read still counted as fresh');
    if (seen.freshLooks(other, askedAt).length === 0) return broken(`${what} (it was not read before)`);
    return excuse('every read of the primary was lost');
  }

  promotes = (_act: Promotion, name: ClusterName): readonly Verdict[] => {
    this.pair.holders.clear();
    this.pair.holders.add(name);
    return [];
  };

  /** Promise 5: a restore deletes what the cluster holds, and only the newest file of the pair may be restored. */
  restores(run: SimRun, name: ClusterName, held: Held | undefined): void {
    const { watch, clock } = this.world;
    const raft = this.pair.clusters[name];
    const say = (text: string): void => {
      if (run.isLate) tally.count('excused: a restore took effect long after it was sent');
      else watch.broken.push(text);
    };
    if (held === undefined) return say(`a corrupt file is sent to ${name}`);
    const store = this.pair.storeOf(held);
    if (!raft.isParked && clock.now() - raft.heldChangedAt < FRESH_MS) {
      tally.count('excused: a person changed a parked cluster while the last look still counted as fresh');
    } else if (!raft.isParked) say(`a restore over ${name}, which has data of its own`);
    if (store.clusterId !== PAIR_ID) say(`a file of ${store.clusterId} is restored on ${name}`);
    if (isOlder(raft.version, store.version)) say(`${name} is older than the file that is restored there`);
    const newest = this.#newestIndex(name, clock.now() - JUST_NOW_MS);
    if (newest > held.index) say(`a file with raft index ${held.index} is restored, and there is one with ${newest}`);
  }

  /** Raft index of the newest whole file of the pair that was in a bucket at a time. */
  #newestIndex(name: ClusterName, at: number): number {
    let newest = 0;
    for (const [key, versions] of this.pair.buckets[name].objects) {
      const last = versions.at(-1);
      if (!key.startsWith('snapshots/') || last === undefined || last.at > at) continue;
      const held = heldIn(last.bytes);
      if (held && this.pair.storeOf(held).clusterId === PAIR_ID) newest = Math.max(newest, held.index);
    }
    return newest;
  }

  /** A restore that was under way has deleted writes that the cluster took meanwhile. */
  wipes(name: ClusterName, ids: readonly number[], isLate: boolean): void {
    const lost = ids.filter((id) => this.world.acknowledged.has(id));
    if (lost.length === 0) return;
    if (isLate) {
      tally.count('excused: a restore took effect long after it was sent');
      for (const id of lost) this.world.watch.givenUp.add(id);
    } else this.world.watch.broken.push(`a restore on ${name} deletes ${lost.length} writes that it took before`);
  }

  /** Promise: a copy that nobody promoted ends no lease of the cluster that serves. */
  dropsEarly(by: ClusterName, early: string): void {
    const { watch } = this.world;
    if (this.pair.holders.has(by)) return tally.count('a promoted cluster drops a user early');
    if (watch.twoPrimaries !== undefined)
      return tally.count(`excused: a user is dropped early (${watch.twoPrimaries})`);
    watch.broken.push(`${by} was not promoted and drops a user of the database (${early})`);
  }

  /** Promise 5: a failover past a cluster that this system sealed, and that has more. */
  passesOver({ seen }: Act, name: ClusterName): Verdict {
    const other = otherCluster(name);
    const lacking = onlyOn(this.world, other, name);
    if (lacking.length === 0 || seen.operation !== 'failover') return undefined;
    if (seen.accept.has('loss')) return excuse('loss was accepted');
    const { clock, acknowledgedAt } = this.world;
    const oldest = Math.min(...lacking.map((id) => acknowledgedAt.get(id) ?? Infinity));
    if (clock.now() - oldest > MAX_FAILOVER_LAG_MS + this.#clocksMs) {
      return broken(`${name} is promoted ${Math.round((clock.now() - oldest) / 60_000)} minutes behind`);
    }
    return undefined;
  }

  get #clocksMs(): number {
    const { pullerClockMs, clockOffMs = 0 } = this.pair.habits;
    return Math.max(...Object.values(pullerClockMs).map(Math.abs)) + Math.abs(clockOffMs) + this.skewMs;
  }

  /** Largest error of the clock of an engine so far, milliseconds. */
  skewMs = 0;

  /** Promise 5: the announced loss covers the real one. */
  isAnnounced({ announced, accept }: Seen, { to, ids }: Passing): Verdict {
    if (ids.length === 0) return undefined;
    if (accept.has('loss')) return excuse('loss was accepted');
    if (announced === undefined) return excuse('the run was killed before it could announce the loss');
    return this.#covers(announced, ids)
      ? excuse('the loss was announced')
      : broken(`a failover to ${to} loses ${ids.length} writes, but announced ${JSON.stringify(announced)}`);
  }

  #covers(loss: Loss, ids: readonly number[]): boolean {
    switch (loss.kind) {
      case 'none':
        return false;
      case 'counted':
        return !loss.isUpperBound || ids.length <= loss.wals;
      case 'since': {
        const since = Date.parse(loss.since) - SLACK_MS - this.#clocksMs;
        return ids.every((id) => (this.world.acknowledgedAt.get(id) ?? 0) >= since);
      }
      case 'unknown':
        return true;
    }
  }

  demotes = (): Verdict => undefined;

  /** Promises 5 and 8: nothing of an old primary is deleted before its last file is kept. */
  links({ seen }: Act, follower: ClusterName): { others: readonly Verdict[]; loss: Verdict } {
    const ids = onlyOn(this.world, follower, otherCluster(follower));
    const raft = this.pair.clusters[follower];
    const others = [
      raft.commits && raft.hasData ? broken(`${follower} is deleted while it serves`) : undefined,
      ids.length > 0 && !this.#isKept(follower, ids)
        ? broken(`${follower} is deleted before its last file is kept`)
        : undefined,
    ];
    if (ids.length === 0) return { others, loss: undefined };
    return {
      others,
      loss: seen.accept.has('loss')
        ? excuse('loss was accepted')
        : broken(`${ids.length} writes of ${follower} are deleted`),
    };
  }

  /** Whether one file in its region has all of these writes, except what came in the moment between that file and the stop. */
  #isKept(name: ClusterName, ids: readonly number[]): boolean {
    const { acknowledgedAt } = this.world;
    return [...this.pair.buckets[name].objects].some(([key, versions]) => {
      const { at = 0, bytes = Buffer.alloc(0) } = versions.at(-1) ?? {};
      const held = key.startsWith('kept/') ? heldIn(bytes) : undefined;
      const store = held && this.pair.storeOf(held);
      if (store === undefined) return false;
      // Writes are numbered in their order.
      const last = Math.max(-1, ...store.ids);
      return ids.every((id) => store.ids.has(id) || (id > last && (acknowledgedAt.get(id) ?? 0) < at + STOP_MS));
    });
  }

  /** A person deletes an old primary, as they were told. Whoever reads the result knows whether its last file is kept. */
  parks(name: ClusterName): void {
    for (const id of onlyOn(this.world, name, otherCluster(name))) this.world.watch.givenUp.add(id);
  }

  /** Promise 5 for the client name. */
  leadsToLess({ seen }: Act, active: ClusterName): Verdict {
    const ids = onlyOn(this.world, otherCluster(active), active).filter((id) => !this.world.watch.givenUp.has(id));
    if (ids.length === 0 || seen.operation === undefined || seen.operation === 'failover') return undefined;
    if (seen.accept.has('loss')) return excuse('loss was accepted');
    return broken(`the name leads to ${active}, which lacks ${ids.length} writes`);
  }

  /** Promise 3. */
  isDone({ operation, outcome, left }: OperationResult): Verdict {
    const [primary, second] = this.world.primaries();
    if (outcome !== 'done' || left.length > 0 || primary === undefined || second !== undefined) return undefined;
    if (!LINKING.includes(operation)) return undefined;
    const follower = this.world.other(primary);
    if (follower.isLinkedTo(this.pair.clusters[primary])) return undefined;
    const changedAt = Math.max(follower.changedAt, ...this.#putAt(follower.name));
    if (this.world.clock.now() - changedAt < FRESH_MS)
      return excuse('a cluster changed while the last read still counted as fresh');
    return broken(`a ${operation} reports done, and ${follower.name} does not follow`);
  }

  /** When each file in a region was put. */
  #putAt = (name: ClusterName): number[] =>
    [...this.pair.buckets[name].objects.values()].map((versions) => versions.at(-1)?.at ?? 0);

  /** Promise 5: a switchover that ends with the role on the other cluster has lost nothing. */
  ends = (seen: Seen, result: OperationResult | undefined): readonly Verdict[] => [
    ...this.#takesWrites(result),
    ...this.#hasAll(seen, result),
  ];

  /** Promise 3: without any fault, a takeover that reports `done` leads to a cluster that takes writes. */
  #takesWrites(result: OperationResult | undefined): readonly Verdict[] {
    if (result?.outcome !== 'done' || result.to === undefined || this.world.isDisturbed) return [];
    if (!TAKEOVERS.includes(result.operation) || this.pair.clusters[result.to].writable) return [];
    return [broken(`a ${result.operation} to ${result.to} reports done, and it takes no writes`)];
  }

  #hasAll({ accept, operation, effects }: Seen, result: OperationResult | undefined): readonly Verdict[] {
    const to = result?.to;
    if (operation !== 'switchover' || to === undefined || accept.has('loss')) return [];
    if (!effects.some(({ what }) => what === `promote ${to}`) || !this.pair.clusters[to].isPrimary) return [];
    const ids = onlyOn(this.world, otherCluster(to), to).filter((id) => !this.world.watch.givenUp.has(id));
    return ids.length > 0 ? [broken(`a switchover to ${to} loses ${ids.length} writes`)] : [];
  }
}

const TAKEOVERS = ['switchover', 'failover', 'failback'];
const LINKING = ['switchover', 'failback', 'rejoin', 'link'];
