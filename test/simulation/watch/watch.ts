import type { OperationRequest } from '../../../functions/dr-operations/event';
import type { OperationResult } from '../../../functions/dr-operations/result';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../../functions/shared/contract';
import { acceptedOf } from '../ask';
import type { TableName } from '../network';
import type { SimRun } from '../sim-run';
import type { AnyWorld } from '../sim-pair';
import { tally } from '../tally';
import { AutomaticActs } from './automatic-rules';
import { hasName } from './done-rules';
import { holdsALease, holdsWhole, isAlone, takesTurns, type Renewals } from './lease-rules';
import { onlyOn } from './loss-rules';
import { activeOf, leadsToAPrimary } from './name-rules';
import { Look, Seen, type Passing, type Verdict } from './seen';

/** Judges every act of every run by the true state of the world, and records each broken promise. */
export class Watch {
  readonly broken: string[] = [];
  /** Writes whose loss was announced or accepted. */
  readonly givenUp = new Set<number>();
  /** Lost writes that nothing outside could notice, whatever was accepted. */
  readonly beyondSight = new Set<number>();
  /** Why two clusters may be primary; `undefined` when they may not. */
  twoPrimaries: string | undefined;
  /** Time of the last demotion of each cluster. */
  readonly demotedAt: Partial<Record<ClusterName, number>> = {};
  /** Time at which a person last changed a cluster by hand. */
  readonly changedByHandAt: Partial<Record<ClusterName, number>> = {};
  /** What people have decided about what begins by itself, and what has. */
  readonly automatic = new AutomaticActs();
  readonly #runs = new Map<SimRun, Seen>();
  readonly #renewals: Renewals = new Map();

  constructor(private readonly world: AnyWorld) {}

  /** @param accepted acceptances of the operator; `true` for all */
  begins(
    run: SimRun,
    accepted: boolean | readonly string[] | undefined,
    operation?: string,
    { isAutomatic = false, leavesName = false } = {},
  ): void {
    this.#runs.set(run, new Seen(acceptedOf(accepted), operation, isAutomatic, leavesName));
  }

  /** Forgets a run that has changed nothing. */
  forget(run: SimRun): void {
    this.#runs.delete(run);
  }

  operationOf = (run: SimRun): string | undefined => this.#of(run).operation;

  looks(run: SimRun, cluster: ClusterName): Look {
    const look = new Look(cluster, () => this.world.clock.now());
    this.#of(run).looks.push(look);
    return look;
  }

  /** A run has called a table that it cannot use. */
  misses(run: SimRun, table: TableName): void {
    this.#of(run).missedTables.set(table, this.world.clock.now());
  }

  kept(run: SimRun, input: unknown, table: TableName): void {
    const { Item } = input as { Item: Record<string, { S?: string }> };
    const seen = this.#of(run);
    if (Item['pk']?.S === 'lease') {
      seen.operationId = Item['operation_id']?.S;
      const now = this.world.clock.now();
      this.#renewals.set(table, { operationId: seen.operationId, at: now });
      seen.heldWhole ||= holdsWhole(this.#renewals, seen.operationId, now);
    } else if (Item['entry']?.S !== undefined) {
      seen.entry = Item['entry'].S;
    }
  }

  /** A run changes something. @param what such as `demote home` or `switch-dns` */
  acts(run: SimRun, what: string): void {
    const seen = this.#of(run);
    const effect = { what, at: this.world.clock.now(), isLate: run.isLate };
    if (!run.isLate) {
      const others = [...this.#runs].filter(([other]) => other !== run);
      const act = { run, seen, effect };
      this.#judge(holdsALease(this.world, this.#renewals, act));
      this.#judge(isAlone(this.world, this.#renewals, others, act));
      this.#judge(takesTurns(this.world, others, act));
    }
    const demoted = CLUSTER_NAMES.find((name) => what === `demote ${name}`);
    if (demoted && seen.isAutomatic) this.#judge(this.automatic.demotes(this.world, { run, seen }, demoted));
    if (demoted && !run.isLate) this.#judge(this.world.pair.rules.demotes(seen, demoted));
    seen.effects.push(effect);
    if (demoted) this.demotedAt[demoted] = seen.demotedAt[demoted] = effect.at;
  }

  promotes(run: SimRun, name: ClusterName, { askedAt, withForce }: { askedAt: number; withForce: boolean }): void {
    const { world } = this;
    const seen = this.#of(run);
    const act = { run, seen, askedAt, withForce };
    const { rules } = world.pair;
    const verdict = rules.besideAPrimary(act, name);
    this.#judge(verdict);
    if (seen.isAutomatic) for (const each of this.automatic.promotes(world, act, name)) this.#judge(each);
    this.automatic.lastPromoted = name;
    for (const each of rules.promotes(act, name)) this.#judge(each);
    const other = otherCluster(name);
    if (world.clusters[other].isPrimary) {
      this.twoPrimaries = verdict && 'excuse' in verdict ? verdict.excuse : `${other} was lost, and may come back`;
    }
    if (seen.operation === 'failover') {
      seen.passing = { to: name, ids: onlyOn(world, other, name), verdict: rules.passesOver(act, name) };
    }
  }

  links(run: SimRun, follower: ClusterName, { askedAt, address }: { askedAt: number; address: string }): void {
    const seen = this.#of(run);
    const lost = onlyOn(this.world, follower, otherCluster(follower));
    const { others, loss } = this.world.pair.rules.links({ run, seen, askedAt }, follower, address);
    for (const each of others) this.#judge(each);
    this.#judge(loss);
    if (!loss || !('excuse' in loss)) return;
    for (const id of lost) this.givenUp.add(id);
    if (!seen.accept.has('loss')) for (const id of lost) this.beyondSight.add(id);
  }

  changesName(run: SimRun, input: unknown, askedAt: number): void {
    const active = activeOf(input);
    const act = { run, seen: this.#of(run), askedAt };
    if (act.seen.leavesName) this.broken.push('a failover that leaves the client name to others has moved it');
    if (typeof active === 'object') return void this.broken.push(active.broken);
    const { rules } = this.world.pair;
    this.#judge(leadsToAPrimary(this.world, act, active, rules.seemsPrimary?.(act, active)));
    this.#judge(rules.leadsToLess(act, active));
  }

  /** A run ended. @param result `undefined` when it was killed */
  ends(run: SimRun, result?: OperationResult): void {
    const seen = this.#of(run);
    // For a killed run, the journal has what it announced.
    const entry = result ?? (seen.entry === undefined ? undefined : (JSON.parse(seen.entry) as OperationResult));
    seen.announced = entry?.possibleLoss;
    if (seen.passing) this.#settle(seen, seen.passing);
    const { rules } = this.world.pair;
    for (const each of rules.ends(seen, result)) this.#judge(each);
    if (!result) return;
    this.#judge(rules.isDone(result));
    this.#judge(hasName(result));
    this.says(JSON.stringify(result));
  }

  /** Judges the promotion of a failover, unless it was taken back. */
  #settle(seen: Seen, passing: Passing): void {
    const { clusters, route53 } = this.world;
    const isLed = seen.leavesName || route53.weights[passing.to] > 0;
    if (!clusters[passing.to].isPrimary || !isLed) return;
    this.#judge(passing.verdict);
    this.#judge(this.world.pair.rules.isAnnounced(seen, passing));
    for (const id of passing.ids) this.givenUp.add(id);
  }

  /** Without any fault, an operation never leaves the pair with no primary or with two. */
  endsInPeace({ operation, accept }: OperationRequest): void {
    const primaries = this.world.primaries();
    if (primaries.length === 1 || accept.includes('unfenced-primary')) return;
    const excused = this.world.pair.rules.endsUndecided?.();
    if (excused) return this.#judge(excused);
    // An operation before has made the second one.
    if (primaries.length === 2 && this.twoPrimaries !== undefined) return;
    this.broken.push(`nothing failed, and after a ${operation} ${primaries.length} clusters are primary`);
  }

  /** A thrown error means that nothing was changed. Effects that come after the run gave up do not count. */
  refused(run: SimRun, message: string): void {
    this.says(message);
    const changed = this.#of(run).effects.filter(
      ({ what, isLate }) => !isLate && /^(demote|promote|link|switch)/.test(what),
    );
    if (changed.length > 0) {
      this.broken.push(`an error was thrown after ${changed.map(({ what }) => what).join(', ')}`);
    }
  }

  says(text: string): void {
    if (/hvb\.|wrapped/.test(text)) this.broken.push(`a secret was printed: ${text.slice(0, 200)}`);
  }

  #judge(verdict: Verdict): void {
    if (verdict === undefined) return;
    if ('broken' in verdict) this.broken.push(verdict.broken);
    else tally.count(`excused: ${verdict.excuse}`);
  }

  #of(run: SimRun): Seen {
    const seen = this.#runs.get(run);
    if (!seen) throw new Error('a run that never began');
    return seen;
  }
}
