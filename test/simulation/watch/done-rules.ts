import type { OperationResult } from '../../../functions/dr-operations/result';
import { otherCluster } from '../../../functions/shared/contract';
import type { SimWorld } from '../sim-world';
import { tellsHeartbeats } from '../sim-status';
import { broken, excuse, FRESH_MS, type Verdict } from './seen';

const LINKING = ['switchover', 'failback', 'rejoin', 'link'];

/** Promise 3: an operation that reports `done` with nothing left has reached its goal. */
export function isDone(world: SimWorld, { operation, outcome, left }: OperationResult): Verdict {
  const [primary, second] = world.primaries();
  if (outcome !== 'done' || left.length > 0 || primary === undefined || second !== undefined) return undefined;
  const follower = world.other(primary);
  if (!LINKING.includes(operation) || follower.isLinkedTo(world.clusters[primary])) return undefined;
  const changedAt = Math.max(follower.changedAt, world.clusters[primary].changedAt);
  if (world.clock.now() - changedAt < FRESH_MS)
    return excuse('a cluster changed while the last read still counted as fresh');
  if (!tellsHeartbeats(world.habits.statusShape)) return excuse('an old Vault does not report that its link is cut');
  return broken(`a ${operation} reports done, and ${otherCluster(primary)} does not follow`);
}

const TAKEOVERS = ['switchover', 'failover', 'failback'];

/** Promise 3: a takeover that reports `done` has moved the client name, or says that this is left. */
export function hasName({ operation, outcome, to, left, nameDue, weights }: OperationResult): Verdict {
  if (outcome !== 'done' || to === undefined || !TAKEOVERS.includes(operation)) return undefined;
  if (left.includes('switch-dns') !== (nameDue !== undefined)) return broken('it does not say which records are due');
  if (left.includes('switch-dns') || left.includes('confirm-dns') || weights?.[to] !== 0) return undefined;
  return broken(`a ${operation} to ${to} reports done, and the name does not lead there`);
}
