import { CLUSTER_NAMES, type ClusterName } from '../../../shared/contract';
import { asKnown } from '../../../shared/errors';
import type { SnapshotContext } from './context';

/** Limit of what the buckets are told. That of a lost region must not hold up a failover. */
const TELL_MS = 1_000;

/**
 * Tells both buckets which cluster has the role. Without that, the puller of a region takes files of an old primary while the
 * cluster that took over gives no answer, and they pass for newer ones. A bucket that gives no answer is in a region whose puller
 * is lost, too.
 */
export async function tellPullers(
  { stores, clock }: Pick<SnapshotContext, 'stores' | 'clock'>,
  cluster: ClusterName,
  clusterId: string,
): Promise<void> {
  const at = clock.now();
  const tell = (name: ClusterName): Promise<unknown> =>
    stores[name].writePromotion({ cluster, clusterId, at }, AbortSignal.timeout(TELL_MS)).catch(asKnown);
  await Promise.all(CLUSTER_NAMES.map(tell));
}
