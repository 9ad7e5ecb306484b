import { met } from './kinds';
import type { JsonAnswer } from '../../functions/shared/vault-client';
import type { Habits } from './habits';
import type { SimCluster } from './sim-cluster';
import { errors, health, json, noLeader, oldStatus } from './sim-status';

/** How another node of a cluster answers, that the balancer has not yet taken out. */
const NODES = ['sealed', 'uninitialised', 'without a leader', 'with its old role'] as const;

/**
 * Sometimes another node answers a look than the one that is active.
 *
 * @returns its answer, or `undefined` where the active one answers
 */
export function answerOfOtherNode(
  cluster: SimCluster,
  habits: Habits,
  path: string,
  now: number,
): JsonAnswer | undefined {
  const { staleAnswers = 0 } = habits;
  if (staleAnswers === 0 || Math.random() >= staleAnswers) return undefined;
  const isHealth = path === 'sys/health';
  const kind = NODES[Math.floor(Math.random() * NODES.length)] ?? 'sealed';
  if (kind === 'with its old role' && (!cluster.old || now > cluster.old.until)) return undefined;
  met(`a look is answered by a node ${kind}`);
  switch (kind) {
    case 'sealed':
      return isHealth ? health(cluster, habits, 503, 'unknown') : errors(503, 'Vault is sealed');
    case 'uninitialised':
      return isHealth ? health(cluster, habits, 501, 'unknown') : errors(503, 'Vault is sealed');
    case 'without a leader':
      return noLeader(cluster, habits, isHealth);
    case 'with its old role':
      if (!isHealth) return json(200, { data: oldStatus(cluster) });
      return health(cluster, habits, cluster.old?.role === 'primary' ? 200 : 472, cluster.old?.role ?? 'unknown');
  }
}
