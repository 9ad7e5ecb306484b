import { otherCluster, type ClusterName } from '../../../functions/shared/contract';
import type { Loss } from '../../../functions/dr-operations/result';
import { SET } from '../sim-cluster';
import type { AnyWorld } from '../sim-pair';
import type { SimWorld } from '../sim-world';
import type { Act } from './rules';
import { broken, excuse, FRESH_MS, type Passing, type Seen, type Verdict } from './seen';

/** A failover to a cluster that is further behind than this needs `loss`, milliseconds. */
const MAX_FAILOVER_LAG_MS = 3_600_000;
/** Longest time between the last read and the demotion: a write in it cannot be noticed, milliseconds. */
const UNSEEN_MS = 1_000;

/** Acknowledged writes that one cluster has and the other lacks. */
export const onlyOn = ({ clusters, acknowledged }: AnyWorld, has: ClusterName, lacks: ClusterName): number[] =>
  [...clusters[has].data].filter((id) => acknowledged.has(id) && !clusters[lacks].data.has(id));

/** Promise 5 for failovers: none past a living cluster that has more writes, and none after hours without replication. */
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
  if (!said) return excuse('every read of the cluster with more writes was lost');
  if (world.habits.demotedStatus === 'bare') return excuse('a demoted cluster reports neither WAL nor Merkle root');
  if (isHidden(world)) return excuse('a cluster does not report its replication');
  return broken(`${name} is promoted past ${other}, a living cluster with ${lacking.length} more writes`);
}

const isHidden = ({ clusters }: SimWorld): boolean =>
  [clusters.home, clusters.away].some(({ hiddenSince }) => hiddenSince !== Number.POSITIVE_INFINITY);

/** Promise 5: the announced loss covers the real loss. */
export function isAnnounced(world: SimWorld, { announced, accept }: Seen, { to, ids }: Passing): Verdict {
  if (ids.length === 0) return undefined;
  if (accept.has('loss')) return excuse('loss was accepted');
  if (world.clusters[to].setId !== SET) return excuse('the target had joined another replication set');
  const unseen = ids.filter((id) => world.diverged.has(id));
  if (unseen.length === ids.length) return excuse('a cluster had diverged, and the other one could not be read');
  if (announced === undefined) return excuse('the run was killed before it could announce the loss');
  return covers(world, announced, ids)
    ? excuse('the loss was announced')
    : broken(`a failover to ${to} loses ${ids.length} writes, but announced ${JSON.stringify(announced)}`);
}

/** Tolerance for times in whole seconds. */
const SLACK_MS = 1_000;
/** Tolerance where the announced time is no upper bound ("or a little before"). */
const LITTLE_BEFORE_MS = 60_000;

export function covers(world: AnyWorld, loss: Loss, ids: readonly number[]): boolean {
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

/** Promises 5 and 8: a link that overwrites writes that no other cluster has needs `loss`. */
export function overwrites(world: SimWorld, { seen }: Act, follower: ClusterName): Verdict {
  const ids = onlyOn(world, follower, otherCluster(follower));
  if (ids.length === 0) return undefined;
  if (seen.accept.has('loss')) return excuse('loss was accepted');
  if (isUnseen(world, follower, ids)) return excuse('a demoted cluster reports neither WAL nor Merkle root');
  return broken(`a link overwrites ${ids.length} writes that no other cluster has`);
}

/** Whether nothing outside could notice the writes: they came after the last read, and the demoted cluster reports nothing. */
function isUnseen(world: SimWorld, demoted: ClusterName, ids: readonly number[]): boolean {
  const demotedAt = world.watch.demotedAt[demoted];
  const { demotedStatus } = world.habits;
  // Unequal data with equal WAL numbers shows only in the Merkle roots.
  if (demotedStatus === 'wals-alone') return ids.every((id) => world.diverged.has(id));
  if (demotedStatus !== 'bare' || demotedAt === undefined) return false;
  return ids.every((id) => world.diverged.has(id) || (world.acknowledgedAt.get(id) ?? 0) > demotedAt - UNSEEN_MS);
}

/** Promise 5 for the client name: a planned operation never leads the clients to a cluster that lacks their writes. */
export function leadsToLess(world: SimWorld, { seen }: Act, active: ClusterName): Verdict {
  const ids = onlyOn(world, otherCluster(active), active).filter((id) => !world.watch.givenUp.has(id));
  if (ids.length === 0 || seen.operation === undefined) return undefined;
  if (seen.accept.has('loss')) return excuse('loss was accepted');
  if (seen.operation === 'failover') return undefined;
  if (isUnseen(world, otherCluster(active), ids))
    return excuse('a demoted cluster reports neither WAL nor Merkle root');
  return broken(`the name leads to ${active}, which lacks ${ids.length} writes`);
}
