import { otherCluster, type ClusterName } from '../../../shared/contract';
import type { SnapshotFile, SnapshotStore } from '../../../shared/snapshot-store';
import type { SnapshotOptions } from './context';

const CALL_MS = 3_000;

/**
 * The file with which a cluster is parked. The region that has the primary now took it while its own cluster was parked.
 *
 * @returns `undefined` if no bucket has one
 * @throws AwsError, SnapshotStoreError
 */
export async function findParkedFile(
  stores: SnapshotOptions['stores'],
  cluster: ClusterName,
): Promise<{ readonly file: SnapshotFile; readonly store: SnapshotStore } | undefined> {
  for (const name of [otherCluster(cluster), cluster]) {
    const file = await stores[name].readParked(AbortSignal.timeout(CALL_MS));
    if (file) return { file, store: stores[name] };
  }
  return undefined;
}
