import type { Clock, Deadline } from '../shared/clock';
import { otherCluster, type ClusterName } from '../shared/contract';
import { VaultDrError } from '../shared/errors';
import { isParked, pathsWithData, writeCanary } from '../shared/parked';
import { identityOfSnapshot, lookAtRaft, NotServingError, type RaftCluster } from '../shared/raft-cluster';
import type { Secret } from '../shared/secret';
import { refuseOlder } from '../shared/snapshot-archive';
import { FutureFileError, type LastPromotion, type SnapshotFile, type SnapshotStore } from '../shared/snapshot-store';
import { takeSnapshot } from '../shared/take-snapshot';
import type { Vault, VaultFiles } from '../shared/vault-client';
import { isOlder } from '../shared/version';
import type { NotRestorable, PullResult } from './contract';
import { keepParked } from './keep-parked';

/** The clock of the cluster that is copied differs too much, so that the age of a copy would be wrong. */
export class ClockError extends VaultDrError {}

/** The cluster that is copied is not the one whose files are in the bucket. */
export class OtherClusterError extends VaultDrError {}

/** The cluster that is copied may be an old primary. Its files would pass for newer ones of the data that took over. */
export class OldPrimaryError extends VaultDrError {
  override readonly retryable = true;
}

export interface PullOptions {
  /** The cluster of this region. */
  readonly own: ClusterName;
  readonly vault: Readonly<Record<ClusterName, Vault & VaultFiles>>;
  /** Logs in at a cluster. */
  readonly login: (cluster: ClusterName) => Promise<Secret>;
  readonly store: SnapshotStore;
  readonly mount: string;
  readonly mostBytes: number;
  readonly clock: Clock;
  readonly deadline: Deadline;
}

/** Limit of one small call, milliseconds. */
const CALL_MS = 3_000;
/** Largest difference of two clocks that are synchronised badly, milliseconds. */
const CLOCK_MS = 30_000;
/** A cluster names its time without the fraction of a second. */
const WHOLE_SECOND_MS = 1_000;
/** How old its answer may be, milliseconds. */
const LOOK_MS = 1_000;

/**
 * Takes one snapshot of the other cluster into the bucket of this region, after it was verified. A failure leaves the files
 * that are there.
 *
 * @throws VaultDrError
 */
export async function pull(options: PullOptions): Promise<PullResult & { readonly file: SnapshotFile | undefined }> {
  const { own, vault, login, store, mount, mostBytes, clock, deadline } = options;
  const source = otherCluster(own);
  const limit = (): AbortSignal => AbortSignal.timeout(Math.max(1, deadline.remainingMs()));
  const call = (): number => Math.max(1, deadline.cut(CALL_MS));
  await store.checkRegion(limit());
  const [seen, here, newest, promotion] = await Promise.all([
    lookAtRaft(vault[source], call()),
    lookOrNothing(vault[own], call()),
    store.newest(clock.now(), limit()),
    store.readPromotion(limit()),
  ]);
  const notRestorable = compatibility(seen, here);
  const skip = (skipped: NonNullable<PullResult['skipped']>) => ({
    ...resultOf(source, newest, notRestorable),
    skipped,
  });
  // A restore brings the id along, so that the cluster of this region has the data and takes writes of its own.
  if (here?.clusterId === seen.clusterId) return skip('already-restored');
  if (here === undefined) refuseOldPrimary(own, seen, newest, promotion);
  if (!seen.isActive) throw new NotServingError(`${source} has no active node at its address`, 'Look at its nodes.');
  const token = await login(source);
  const kv = (): { mount: string; token: Secret; timeoutMs: number } => ({ mount, token, timeoutMs: call() });
  if (await isParked(vault[source], kv())) return skip('source-is-parked');
  refuseOtherClock(source, seen, clock.now());
  if (newest && newest.clusterId !== seen.clusterId) throw ofOtherCluster(source, seen, newest, store.bucket);
  // A first file says which cluster has the data.
  if (newest === undefined) await refuseEmpty(options, here, token);

  const takenAt = timeOfCopy(seen, clock.now());
  if (newest && takenAt <= newest.takenAt) throw new FutureFileError(newest, store.bucket);
  await writeCanary(vault[source], takenAt, kv());
  const timeoutMs = Math.max(1, deadline.remainingMs());
  const file = await takeSnapshot(vault[source], { token, timeoutMs, mostBytes }, async (path, facts) => {
    if (newest) refuseOlder(facts, newest);
    // A file that is there has this id, so that the cluster had its data before.
    const isIdSure = newest !== undefined;
    // While it was restored it gave no answer, or still that of the parked cluster.
    if ((await store.readPromotion(limit()))?.at !== promotion?.at) throw promotedMeanwhile(source);
    const identity = await identityOfSnapshot(vault[source], seen, { isIdSure, timeoutMs: call() });
    return store.put(path, { ...facts, ...identity, takenAt, seal: seen.seal }, { abortSignal: limit() });
  });
  return { ...resultOf(source, file, notRestorable), ...(await parkedFile(options, here)) };
}

/**
 * The cluster of this region has taken over and gives no answer. The other one then has what was not lost with it only if it
 * got the role back since, and both buckets are told that.
 *
 * @throws OldPrimaryError
 */
function refuseOldPrimary(
  own: ClusterName,
  { clusterId }: RaftCluster,
  newest: SnapshotFile | undefined,
  promotion: LastPromotion | undefined,
): void {
  if (promotion?.cluster !== own || promotion.clusterId !== clusterId) return;
  // A file came since, so that it was parked since.
  if (newest && newest.takenAt > promotion.at) return;
  const source = otherCluster(own);
  throw new OldPrimaryError(
    `${own} took over from ${source} at ${new Date(promotion.at).toISOString()} and gives no answer, so that ${source} may be an old primary`,
    `Bring ${own} up and run rejoin. If ${own} is lost for good, copies come when it is parked anew. The files that are there stay.`,
  );
}

const promotedMeanwhile = (source: ClusterName): OldPrimaryError =>
  new OldPrimaryError(
    `An operation gave a cluster the role while the snapshot of ${source} was taken`,
    'Nothing to do: the next copy is fine, or says what is wrong.',
  );

/** @throws OtherClusterError if the cluster that is copied may be the empty one, which has lost its marker */
async function refuseEmpty(
  { own, vault, login, mount, deadline }: PullOptions,
  here: RaftCluster | undefined,
  token: Secret,
): Promise<void> {
  const source = otherCluster(own);
  const timeoutMs = Math.max(1, deadline.cut(CALL_MS));
  // The cluster of this region is lost or sealed after a failover, and the one that took over has to be copied.
  if (here === undefined) {
    if ((await pathsWithData(vault[source], { mount, token, timeoutMs })).length === 0) throw mayBeEmpty(own, source);
  } else if (!(await isParked(vault[own], { mount, token: await login(own), timeoutMs }))) {
    throw neitherIsParked(own, source);
  }
}

/** The copy of the other cluster is there. A failure here is reported, and does not make that one a failure. */
async function parkedFile(
  options: PullOptions,
  here: RaftCluster | undefined,
): Promise<Pick<PullResult, 'parkedFile' | 'parkedFailure'>> {
  if (here === undefined) return {};
  try {
    const parkedFile = await keepParked(options, here);
    return parkedFile === undefined ? {} : { parkedFile };
  } catch (error) {
    if (error instanceof VaultDrError) return { parkedFile: 'failed', parkedFailure: error.message };
    throw error;
  }
}

const resultOf = (
  source: ClusterName,
  file: SnapshotFile | undefined,
  notRestorable: readonly NotRestorable[],
): PullResult & { readonly file: SnapshotFile | undefined } => ({
  source,
  ...(file && {
    newest: {
      key: file.key,
      takenAt: new Date(file.takenAt).toISOString(),
      index: file.index,
      bytes: file.bytes,
    },
  }),
  notRestorable,
  file,
});

/** The cluster of this region may be down. Copies are then needed all the more. */
async function lookOrNothing(vault: Vault, timeoutMs: number): Promise<RaftCluster | undefined> {
  try {
    return await lookAtRaft(vault, timeoutMs);
  } catch (error) {
    if (error instanceof VaultDrError) return undefined;
    throw error;
  }
}

/** Why the cluster of this region could not restore a file of the other one. */
export const compatibility = (
  source: Pick<RaftCluster, 'version' | 'seal'>,
  target: Pick<RaftCluster, 'version' | 'seal'> | undefined,
): NotRestorable[] =>
  target === undefined
    ? []
    : [
        ...(isOlder(target.version, source.version) ? (['target-older'] as const) : []),
        ...(target.seal === source.seal ? [] : (['other-seal'] as const)),
      ];

function refuseOtherClock(source: ClusterName, { serverTimeMs }: RaftCluster, now: number): void {
  const differs = Math.abs(now - serverTimeMs);
  if (differs <= CLOCK_MS) return;
  throw new ClockError(
    `The clock of ${source} differs by ${Math.round(differs / 1000)} s from that of this Lambda`,
    'Synchronise the clocks of its servers: without that, nobody knows how old a copy is. The files that are there stay.',
  );
}

/**
 * A failover says that it loses what was written since this time, and clients count by a clock like that of the cluster. So a
 * clock of this Lambda that is ahead must not count, or acknowledged writes from before that time would be missing.
 */
const timeOfCopy = ({ serverTimeMs }: RaftCluster, now: number): number =>
  now - serverTimeMs <= WHOLE_SECOND_MS + LOOK_MS ? now : serverTimeMs;

const neitherIsParked = (own: ClusterName, source: ClusterName): OtherClusterError =>
  new OtherClusterError(
    `Neither ${own} nor ${source} is parked, and no file tells which one has the data`,
    'Park the one that is empty, or see which one clients use and run rejoin.',
  );

const mayBeEmpty = (own: ClusterName, source: ClusterName): OtherClusterError =>
  new OtherClusterError(
    `${own} gives no answer, no file tells which cluster has the data, and ${source} has no secrets engine and no namespace`,
    `Bring ${own} up. If ${source} is the one that should be parked, write its marker again (docs/community.md).`,
  );

const ofOtherCluster = (
  source: ClusterName,
  { clusterId }: RaftCluster,
  newest: SnapshotFile,
  bucket: string,
): OtherClusterError =>
  new OtherClusterError(
    `${source} is the cluster ${clusterId}, and the files in ${bucket} are of ${newest.clusterId}`,
    'Correct the address. If the cluster was made anew on purpose, move the files under snapshots/ elsewhere first.',
  );
