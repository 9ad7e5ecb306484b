import { otherCluster, type ClusterName } from '../../../functions/shared/contract';
import type { SimRun } from '../sim-run';
import { tellsHeartbeats } from '../sim-status';
import type { SimWorld } from '../sim-world';
import { broken, excuse, FRESH_MS, type Seen, type Verdict } from './seen';

/** A promotion with Vault's force flag, or of a damaged cluster, needs `vault-force`. */
export function promotesDamaged(
  { clusters, habits }: SimWorld,
  { seen, withForce, askedAt }: { run: SimRun; seen: Seen; withForce: boolean; askedAt: number },
  name: ClusterName,
): Verdict {
  const { corruptedAt = Infinity, syncUntil, isBehind, old } = clusters[name];
  const isCorrupted = askedAt - corruptedAt >= FRESH_MS && tellsHeartbeats(habits.statusShape);
  const isDamaged = syncUntil !== undefined || isCorrupted;
  const forcesPast = withForce && isBehind;
  if (!isDamaged && !forcesPast) return undefined;
  if (seen.accept.has('vault-force')) return excuse('vault-force was accepted');
  // Its last change was a demotion, so it was the primary. Promoting it again is better than no primary.
  if (seen.demotedAt[name] !== undefined || old?.role === 'primary') {
    return excuse('a demoted cluster got its role back');
  }
  if (seen.operation === undefined) return undefined;
  return broken(
    `${name} is promoted ${forcesPast ? "with Vault's force flag while it is behind" : describe(isCorrupted)}`,
  );
}

const describe = (isCorrupted: boolean): string =>
  isCorrupted ? 'with a corrupted Merkle tree' : 'while it still copies';

/** Promoting another replication set's data needs `other-set`. */
export function promotesAnotherSet(
  { clusters }: SimWorld,
  { seen, askedAt }: { seen: Seen; askedAt: number },
  name: ClusterName,
): Verdict {
  const other = clusters[otherCluster(name)];
  const isFresh = askedAt - Math.max(other.changedAt, clusters[name].changedAt) < FRESH_MS;
  if (clusters[name].setId === other.setId || !other.isUp || other.restart || isFresh) return undefined;
  if (seen.freshWords(other.name, askedAt).length === 0) return undefined;
  if (seen.demotedAt[name] !== undefined) return excuse('a demoted cluster got its role back');
  if (other.restart) return excuse('a restarting cluster cannot report its replication set');
  if (seen.accept.has('other-set')) return excuse('other-set was accepted');
  if (seen.operation === undefined) return undefined;
  return broken(`${name} is promoted with another replication set's data`);
}
