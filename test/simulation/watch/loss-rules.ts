import { otherCluster, type ClusterName } from '../../../functions/shared/contract';
import type { Loss } from '../../../functions/dr-operations/result';
import { SET } from '../sim-cluster';
import type { SimRun } from '../sim-run';
import type { SimWorld } from '../sim-world';
import { broken, excuse, FRESH_MS, type Passing, type Seen, type Verdict } from './seen';

interface Act {
  readonly run: SimRun;
  readonly seen: Seen;
  readonly askedAt: number;
}

/** Behind by more than this, a cluster is promoted only on the operator's word. */
const MAX_FAILOVER_LAG_MS = 3_600_000;
/** A write that nobody could have seen: after the last look and before the demotion. */
const UNSEEN_MS = 1_000;

/** Acknowledged writes that one cluster has and the other one lacks. */
export const onlyOn = ({ clusters, acknowledged }: SimWorld, has: ClusterName, lacks: ClusterName): number[] =>
  [...clusters[has].data].filter((id) => acknowledged.has(id) && !clusters[lacks].data.has(id));

/** Promise 5 at a promotion of a failover: not past a living cluster that has more, and not after hours of silence. */
export function passesOver(world: SimWorld, { run, seen, askedAt }: Act, name: ClusterName): Verdict {
  const other = otherCluster(name);
  const lacking = onlyOn(world, other, name);
  if (lacking.length === 0 || seen.operation !== 'failover') return undefined;
  if (seen.accept.has('loss')) return excuse('loss was accepted');
  const from = world.clusters[other];
  const oldest = Math.min(...lacking.map((id) => world.acknowledgedAt.get(id) ?? Infinity));
  if (world.clock.now() - oldest > MAX_FAILOVER_LAG_MS && !world.diverged.has(lacking[0] ?? 0)) {
    return broken(`${name} is promoted ${Math.round((world.clock.now() - oldest) / 60_000)} minutes behind`);
  }
  const isSecondary = from.isUp && !from.restart && from.role === 'secondary' && from.hasLeader;
  const isVisible = world.network.lambda(run.region, other) === 'open' && askedAt - from.changedAt > FRESH_MS;
  if (!isSecondary || !isVisible) return undefined;
  const said = seen.freshWords(other, askedAt).includes('secondary');
  if (!said) return excuse('every look at the fuller cluster got lost');
  if (world.habits.demotedStatus === 'bare') return excuse('a demoted cluster tells neither WAL nor root');
  return broken(`${name} is promoted past ${other}, a living cluster with ${lacking.length} writes more`);
}

/** What was announced has to cover what is lost. */
export function isAnnounced(world: SimWorld, { announced, accept }: Seen, { to, ids }: Passing): Verdict {
  if (ids.length === 0) return undefined;
  if (accept.has('loss')) return excuse('loss was accepted');
  if (world.clusters[to].setId !== SET) return excuse('the target had been wiped meanwhile');
  const unseen = ids.filter((id) => world.diverged.has(id));
  if (unseen.length === ids.length) return excuse('a cluster had diverged, and the other one could not be asked');
  if (announced === undefined) return excuse('it was killed before it could tell');
  return covers(world, announced, ids)
    ? excuse('the loss was announced')
    : broken(`a failover to ${to} loses ${ids.length} writes, announced was ${JSON.stringify(announced)}`);
}

/** Whole seconds, and clocks that differ. */
const SLACK_MS = 1_000;
/** "Or a little before", where nothing tells the lag. */
const LITTLE_BEFORE_MS = 60_000;

function covers(world: SimWorld, loss: Loss, ids: readonly number[]): boolean {
  switch (loss.kind) {
    case 'none':
      return false;
    case 'counted':
      return !loss.isUpperBound || ids.length <= loss.wals;
    case 'since': {
      const slackMs = loss.isUpperBound ? SLACK_MS : LITTLE_BEFORE_MS;
      const since = Date.parse(loss.since) - slackMs - Math.abs(world.habits.clockOffMs ?? 0);
      return ids.every((id) => world.diverged.has(id) || (world.acknowledgedAt.get(id) ?? 0) >= since);
    }
    case 'unknown':
      return true;
  }
}

/** Promises 5 and 8: a link overwrites what no other cluster has only on the operator's word. */
export function overwrites(world: SimWorld, { seen }: Act, follower: ClusterName): Verdict {
  const ids = onlyOn(world, follower, otherCluster(follower));
  if (ids.length === 0) return undefined;
  if (seen.accept.has('loss')) return excuse('loss was accepted');
  if (isUnseen(world, follower, ids)) return excuse('a demoted cluster tells neither WAL nor root');
  return broken(`a link overwrites ${ids.length} writes that no other cluster has`);
}

/** The one hole that nobody can close from outside: written after the last look, and the demoted cluster tells nothing. */
function isUnseen(world: SimWorld, demoted: ClusterName, ids: readonly number[]): boolean {
  const demotedAt = world.watch.demotedAt[demoted];
  const { demotedStatus } = world.habits;
  // Unequal data with equal numbers shows in the roots alone.
  if (demotedStatus === 'wals-alone') return ids.every((id) => world.diverged.has(id));
  if (demotedStatus !== 'bare' || demotedAt === undefined) return false;
  return ids.every((id) => world.diverged.has(id) || (world.acknowledgedAt.get(id) ?? 0) > demotedAt - UNSEEN_MS);
}

/** Promise 5 where clients are led: a planned operation never leads them to a cluster that lacks their writes. */
export function leadsToLess(world: SimWorld, { seen }: Act, active: ClusterName): Verdict {
  const ids = onlyOn(world, otherCluster(active), active).filter((id) => !world.watch.givenUp.has(id));
  if (ids.length === 0 || seen.operation === undefined) return undefined;
  if (seen.accept.has('loss')) return excuse('loss was accepted');
  if (seen.operation === 'failover') return undefined;
  if (isUnseen(world, otherCluster(active), ids)) return excuse('a demoted cluster tells neither WAL nor root');
  return broken(`the name leads to ${active}, which lacks ${ids.length} writes`);
}
