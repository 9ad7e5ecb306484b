import { otherCluster, type ClusterName } from '../../../shared/contract';
import { ConfigError } from '../../../shared/errors';
import type { SnapshotFile } from '../../../shared/snapshot-store';
import { isOlder } from '../../../shared/version';
import { compare, upCluster } from '../../plan/facts';
import { knownOf } from './catch-up';
import type { SnapshotContext } from './context';

/** Limit of one call, milliseconds. */
const CALL_MS = 3_000;

/** The file to restore: the newest one. @throws VaultDrError if it may not be the right one */
export async function fileFor(context: SnapshotContext, cluster: ClusterName): Promise<SnapshotFile> {
  const { stores, clock, world } = context;
  const store = stores[cluster];
  const file = await store.newest(clock.now(), AbortSignal.timeout(CALL_MS * 2));
  if (!file) {
    throw new ConfigError(
      `There is no snapshot in ${store.bucket}`,
      `Nothing was copied yet: look at the log of snapshot-puller.`,
    );
  }
  const source = upCluster(world.clusters[otherCluster(cluster)])?.clusterId;
  if (source !== undefined && source !== file.clusterId) {
    throw ofOtherCluster(file, `${otherCluster(cluster)} is ${source}`);
  }
  // Without an answer of the other cluster, only the files tell which one it is.
  const oldest = await store.oldest(AbortSignal.timeout(CALL_MS * 2));
  if (oldest && oldest.clusterId !== file.clusterId) {
    throw ofOtherCluster(file, `${oldest.key} in the same bucket is of ${oldest.clusterId}`);
  }
  refuseUnproven(context, cluster, file);
  return file;
}

/**
 * The proof is of the file that was the newest one then. A Lambda whose clock is ahead may have put one since that it took before,
 * and a person may have deleted one.
 *
 * @throws ConfigError
 */
function refuseUnproven({ world: { clusters, run } }: SnapshotContext, cluster: ClusterName, file: SnapshotFile): void {
  if (run.catchUp !== 'proven') return;
  const source = otherCluster(cluster);
  const sealed = upCluster(clusters[source]) ?? knownOf(run, source);
  const held = { lastRemoteWal: file.index, merkleRoot: file.sha256 };
  if (compare(sealed, held, run.lastWalBeforeDemote) !== 'lacking') return;
  throw new ConfigError(
    `${file.key} became the newest file after another one was proven to have every write of ${source}`,
    'Synchronise the clocks of the Lambdas, and look at who can write to the bucket.',
  );
}

const ofOtherCluster = ({ key, clusterId }: SnapshotFile, other: string): ConfigError =>
  new ConfigError(
    `${key} is of the cluster ${clusterId}, and ${other}`,
    'Move the files of the other cluster elsewhere, and wait for a new one.',
  );

/** @throws ConfigError for a file that the software or the seal of the cluster cannot read */
export function refuseUnreadable(
  cluster: ClusterName,
  file: SnapshotFile,
  target: { readonly version: string; readonly seal: string },
): void {
  if (isOlder(target.version, file.version)) {
    throw new ConfigError(
      `${cluster} runs ${target.version}, and the snapshot was made by ${file.version}: an older version may not read it`,
      `Upgrade ${cluster}, then try again.`,
    );
  }
  if (target.seal === file.seal) return;
  throw new ConfigError(
    `${cluster} has the seal ${target.seal}, and the snapshot was made with ${file.seal}`,
    'Both clusters need the same seal with the same key, or nobody can decrypt the data.',
  );
}
