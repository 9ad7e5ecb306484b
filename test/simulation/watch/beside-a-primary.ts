import { otherCluster, type ClusterName } from '../../../functions/shared/contract';
import type { SimRun } from '../sim-run';
import { tellsHeartbeats } from '../sim-status';
import type { SimWorld } from '../sim-world';
import { broken, excuse, FRESH_MS, type Seen, type Verdict } from './seen';

/**
 * Promise 1, judged by the true state of the world: a promotion beside a living primary needs `unfenced-primary`, unless
 * nothing that the run can reach had noticed that primary.
 */
export function besideAPrimary(
  world: SimWorld,
  { run, seen, askedAt }: { run: SimRun; seen: Seen; askedAt: number },
  name: ClusterName,
): Verdict {
  const other = otherCluster(name);
  if (!isLiving(world, other)) return undefined;
  if (seen.accept.has('unfenced-primary')) return excuse('unfenced-primary was accepted');
  const cluster = world.clusters[other];
  const what = `${name} is promoted beside ${other}, a living primary`;
  if (run.isLate && cluster.changedAt > askedAt) return excuse('a promotion took effect long after it was sent');

  const looks = seen.freshLooks(other, askedAt);
  const { network } = world;
  const visibleSince = Math.max(cluster.changedAt, network.lambdaSince(run.region, other));
  const words = seen.freshWords(other, askedAt, visibleSince);
  if (words.includes('primary') || words.includes('no leader')) return broken(`${what} (it had reported so)`);
  const heard = isHeard(world, name, askedAt);
  const targetSpoke = seen.freshWords(name, askedAt).includes('secondary');
  if (heard && targetSpoke) return broken(`${what} (${name} receives its heartbeats)`);
  const path = network.lambda(run.region, other);
  if (path !== 'open') return excuse('nothing that the run can reach had noticed the primary');
  if (askedAt - visibleSince < FRESH_MS)
    return excuse('the primary came back while the last read still counted as fresh');
  if (looks.length === 0) return broken(`${what} (it was not read before)`);
  return excuse('every read of the primary was lost');
}

/** Whether a primary may acknowledge writes: clients, a Lambda or its secondary can reach it. */
function isLiving({ clusters, network }: SimWorld, name: ClusterName): boolean {
  const cluster = clusters[name];
  if (!cluster.isPrimary || !cluster.isUp) return false;
  const lambdas = (['home', 'away'] as const).some((region) => network.lambda(region, name) === 'open');
  return network.clients[name] || network.between || lambdas;
}

/** Whether the secondary has received heartbeats for long enough to have reported them. */
function isHeard({ clusters, habits }: SimWorld, name: ClusterName, at: number): boolean {
  const { heart, hiddenSince } = clusters[name];
  const { aliveSince } = heart;
  if (hiddenSince !== Number.POSITIVE_INFINITY) return false;
  return aliveSince !== undefined && at - aliveSince >= FRESH_MS && tellsHeartbeats(habits.statusShape);
}
