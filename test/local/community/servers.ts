import type { BaoNode } from '../vault/bao-node';
import { BaoCluster, type LocalCluster } from './bao-cluster';

/** A kill and a start are a restart of Vault. */
export async function restart(node: LocalCluster): Promise<void> {
  await node.kill();
  await node.start();
}

/**
 * A server that began without data tries every five seconds to unseal itself, and once more after it was initialised. It would
 * undo a seal that comes before that.
 */
export async function settle(cluster: LocalCluster): Promise<void> {
  if (cluster instanceof BaoCluster) return;
  await restart(cluster);
  await cluster.until('it is active', ({ status }) => status === 200);
}

/** Restarts the standbys, then the others. */
export async function restartInTurn({ nodes }: BaoCluster, standbys: readonly BaoNode[]): Promise<void> {
  await Promise.all(standbys.map(restart));
  await Promise.all(nodes.filter((node) => !standbys.includes(node)).map(restart));
}

/** One of several nodes; otherwise all of them. */
export const nodeOf = (cluster: LocalCluster, only: string | undefined): LocalCluster =>
  (cluster instanceof BaoCluster && only !== undefined ? cluster.nodes[Number(only)] : undefined) ?? cluster;

/** One node has none. */
export const standbysOf = async (cluster: LocalCluster): Promise<readonly LocalCluster[]> =>
  cluster instanceof BaoCluster ? cluster.standbys() : [];

/** Ends a cluster for good. */
export const stopped = (cluster: LocalCluster): Promise<void> =>
  cluster instanceof BaoCluster ? cluster.stop() : cluster.kill();
