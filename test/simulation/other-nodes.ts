import { met } from './kinds';
import type { JsonAnswer } from '../../functions/shared/vault-client';
import type { Habits } from './habits';
import type { SimCluster } from './sim-cluster';
import { errors, health, json, noLeader, oldStatus } from './sim-status';

/** States of a node that the load balancer has not removed yet. */
const NODES = ['is sealed', 'is uninitialised', 'has no leader', 'has its old role'] as const;

/**
 * Lets another node of the cluster answer some of the reads.
 *
 * @returns the answer of that node, or `undefined` when the active node answers
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
  const kind = NODES[Math.floor(Math.random() * NODES.length)] ?? 'is sealed';
  if (kind === 'has its old role' && (!cluster.old || now > cluster.old.until)) return undefined;
  met(`a read is answered by a node that ${kind}`);
  switch (kind) {
    case 'is sealed':
      return isHealth ? health(cluster, habits, 503, 'unknown') : errors(503, 'Vault is sealed');
    case 'is uninitialised':
      return isHealth ? health(cluster, habits, 501, 'unknown') : errors(503, 'Vault is sealed');
    case 'has no leader':
      return noLeader(cluster, habits, isHealth);
    case 'has its old role':
      if (!isHealth) return json(200, { data: oldStatus(cluster) });
      return health(cluster, habits, cluster.old?.role === 'primary' ? 200 : 472, cluster.old?.role ?? 'unknown');
  }
}
