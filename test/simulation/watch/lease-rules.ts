import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../../functions/shared/contract';
import type { TableName } from '../network';
import type { SimRun } from '../sim-run';
import type { AnyWorld } from '../sim-pair';
import { tally } from '../tally';
import { broken, excuse, FRESH_MS, type Effect, type Seen, type Verdict } from './seen';

/** A lease ends this long after its last renewal, milliseconds. */
const LEASE_MS = 8_000;
/** An operation that needs more than the tables that it reaches begins with this number. */
const WHOLE = 2;

/** The last write of a lease that each table accepted. */
export type Renewals = Map<TableName, { readonly operationId: string | undefined; readonly at: number }>;

interface Act {
  readonly run: SimRun;
  readonly seen: Seen;
  readonly effect: Effect;
}

/** Promise 4: an operation that acts holds a valid lease in at least one table. */
export function holdsALease(world: AnyWorld, renewals: Renewals, { seen, effect }: Act): Verdict {
  if (seen.operation === undefined) return undefined;
  const isHeld = world.tableNames.some((name) => {
    const kept = renewals.get(name);
    const holder = world.tableOf(name).lease()?.['operation_id']?.S;
    const mine = holder !== undefined && holder === seen.operationId && kept?.operationId === holder;
    return mine && world.clock.now() - kept.at <= LEASE_MS;
  });
  return isHeld ? undefined : broken(`an act without a lease (${effect.what})`);
}

/**
 * Whether an operation has had enough tables to act. One that waits for its second table holds the first one already, and
 * changes nothing. What it has changed nevertheless counts. Where there is a third table, a failover asks for part-lease before
 * it acts with one.
 */
function mayHaveBegun(world: AnyWorld, { operation, isAutomatic, heldWhole, effects, accept }: Seen): boolean {
  const mayActWithOne = world.habits.hasWitness !== true || accept.has('part-lease');
  const needsOne = operation === undefined || (operation === 'failover' && !isAutomatic && mayActWithOne);
  return needsOne || heldWhole || effects.length > 0;
}

/** Whether the last writes of two tables that are still valid are those of this operation. */
export function holdsWhole(renewals: Renewals, operationId: string | undefined, now: number): boolean {
  const held = [...renewals.values()].filter((kept) => kept.operationId === operationId && now - kept.at <= LEASE_MS);
  return held.length >= WHOLE;
}

/** Promise 4: no operation acts while another running operation holds a valid lease. */
export function isAlone(
  world: AnyWorld,
  renewals: Renewals,
  others: readonly (readonly [SimRun, Seen])[],
  { run, seen, effect }: Act,
): Verdict {
  for (const name of world.tableNames) {
    const kept = renewals.get(name);
    const holder = world.tableOf(name).lease()?.['operation_id']?.S;
    if (holder === undefined || holder === seen.operationId) continue;
    const isFresh = kept?.operationId === holder && world.clock.now() - kept.at <= LEASE_MS;
    const lives = others.some(([other, { operationId }]) => operationId === holder && !other.isDead && !other.isOver);
    if (!isFresh || !lives) continue;
    if (others.some(([, other]) => other.operationId === holder && !mayHaveBegun(world, other))) {
      tally.count('excused: another operation has too few tables to act');
      continue;
    }
    if (isUnreachable(world, run, name)) {
      if (seen.accept.has('part-lease')) return excuse('part-lease was accepted');
      if (seen.operation === 'failover' && needsNoMore(world, run, effect))
        return excuse('a failover needs only the tables that it reaches');
    }
    const waiting = others.find(([, { operationId }]) => operationId === holder)?.[1];
    if (waiting && waitsFor(world, renewals, seen, waiting)) {
      tally.count('excused: another operation waits for this one');
      continue;
    }
    if (seen.operation === 'failover' && sawTheLoss(seen, name, effect))
      return excuse('a region came back while the last read still counted as fresh');
    return broken(`two operations act at the same time (${effect.what})`);
  }
  return undefined;
}

/** Promise 4: two operations do not act in turns, whatever their leases say. */
export function takesTurns(
  world: AnyWorld,
  others: readonly (readonly [SimRun, Seen])[],
  { run, seen, effect }: Act,
): Verdict {
  const first = seen.effects[0];
  if (!first) return undefined;
  const between = others.some(
    ([, other]) => other !== seen && other.effects.some(({ at, isLate }) => !isLate && at > first.at && at < effect.at),
  );
  if (!between) return undefined;
  if (seen.accept.has('part-lease')) return excuse('part-lease was accepted');
  const reachesAll = !world.tableNames.some((name) => isUnreachable(world, run, name));
  const isEnough = seen.operation === 'failover' && needsNoMore(world, run, effect);
  if (isEnough && !reachesAll) return excuse('a failover needs only the tables that it reaches');
  return broken(`two operations act in turns (${effect.what})`);
}

/**
 * Whether the other operation has changed nothing and waits for a table that this one holds. Should it act nevertheless, that
 * act is judged by the lease of this one.
 */
function waitsFor(world: AnyWorld, renewals: Renewals, { operationId }: Seen, other: Seen): boolean {
  if (other.effects.length > 0) return false;
  return world.tableNames.some((name) => {
    const kept = renewals.get(name);
    const isHeld = operationId !== undefined && world.tableOf(name).lease()?.['operation_id']?.S === operationId;
    const isFresh = kept?.operationId === operationId && world.clock.now() - (kept?.at ?? 0) <= LEASE_MS;
    return isHeld && isFresh && !other.missedTables.has(name);
  });
}

/** Whether a moment ago the run could use neither the table nor the cluster whose loss makes one table enough. */
function sawTheLoss(seen: Seen, table: TableName, effect: Effect): boolean {
  const other = otherOf(effect);
  const { at } = effect;
  const missedAt = seen.missedTables.get(table) ?? Number.NEGATIVE_INFINITY;
  if (other === undefined || at - missedAt > FRESH_MS) return false;
  return seen.freshLooks(other, at).length > 0 && seen.freshWords(other, at).length === 0;
}

/** The cluster that has to be gone, so that one table is enough for the change. */
function otherOf({ what }: Effect): ClusterName | undefined {
  const name = CLUSTER_NAMES.find((each) => what.endsWith(each));
  return name === undefined || what.startsWith('demote') ? name : otherCluster(name);
}

/** Whether one table is enough: a failover may not depend on the region of a cluster that does not answer. */
function needsNoMore({ clusters, network }: AnyWorld, run: SimRun, effect: Effect): boolean {
  const name = otherOf(effect);
  if (name === undefined) return true;
  const other = clusters[name];
  return !other.isUp || other.restart !== undefined || network.lambda(run.region, other.name) !== 'open';
}

const isUnreachable = (world: AnyWorld, run: SimRun, name: TableName): boolean =>
  !world.network.reachesTable(run.region, name) || world.tableOf(name).behaviour !== 'answers';
