import { otherCluster, type ClusterName } from '../../../shared/contract';
import { StepError, VaultDrError } from '../../../shared/errors';
import type { Demotion, Parking } from '../../../shared/snapshot-store';
import type { Deadline } from '../../../shared/clock';
import { upCluster } from '../../plan/facts';
import { DECISIVE_PROBES } from '../../evidence';
import type { StepOf } from '../../steps';
import type { ClusterNodes, ParkRecord, SnapshotContext } from './context';

const CALL_MS = 3_000;
/** Last files of clusters that lost their role. They never expire. */
const KEPT = /^kept\//;

/** What a person has to do if the system may not. */
const BY_HAND =
  'To park it by hand: empty its servers, initialise it, apply its settings and write the marker (docs/community.md). Then run rejoin.';

/** What the bucket says of a cluster that this system has sealed. @throws AwsError, SnapshotStoreError */
export const demotionOf = (
  { stores }: Pick<SnapshotContext, 'stores'>,
  cluster: ClusterName,
): Promise<Demotion | undefined> => stores[otherCluster(cluster)].readDemotion(cluster, AbortSignal.timeout(CALL_MS));

/** Its servers may have been emptied, and it is not parked yet. */
export const isBeingParked = (demotion: Demotion | undefined): demotion is Demotion & { readonly parking: Parking } =>
  demotion?.parking !== undefined && demotion.parking.endedAt === undefined;

/**
 * Has the servers of a cluster parked that this system has sealed, whose last file is kept, and whose role the other cluster
 * has. The bucket is told right before anything is deleted, so that from then on nobody brings up what is left of its data, and a
 * run that comes after a killed one goes on. What is refused before that leaves the cluster as it was: sealed, with its data.
 *
 * @returns whether it was done; `false`: a fresh look shows another situation
 * @throws StepError if a person has to do it, or if it did not succeed
 */
export async function park(
  context: SnapshotContext,
  step: StepOf<'link'>,
  demotion: Demotion | undefined,
  deadline: Deadline,
): Promise<boolean> {
  const { cluster } = step;
  const { nodes } = context;
  if (nodes.park === undefined) throw byHand(`${cluster} is sealed, and its servers are not emptied by this system`);
  if (demotion === undefined) throw byHand(`${cluster} was not sealed by this system`);
  await refuseUnkept(context, cluster, demotion);
  let parking: Parking = isBeingParked(demotion) ? demotion.parking : { at: context.clock.now() };
  const write = (next: Parking): Promise<void> => {
    parking = next;
    return writeParking(context, cluster, { ...demotion, parking });
  };
  // Each of these takes a minute, and another operation may have taken over.
  const goOn = async (next: Partial<Parking>): Promise<void> => {
    await context.mayTakeBack();
    await write({ ...parking, ...next });
  };
  const record: ParkRecord = {
    begins: async () => {
      await refuseUnserved(context, cluster, demotion);
      // Sealed by this system and not copied since, or on the way: the observation compares that.
      const isSecondary = upCluster(context.evidence.of(cluster))?.mode === 'secondary';
      if (!isSecondary || !(await context.mayAct(step))) return false;
      await write(parking);
      return true;
    },
    emptied: () => goOn({ emptiedAt: context.clock.now() }),
    made: (emptyClusterId) => goOn({ emptyClusterId }),
    mayGoOn: context.mayTakeBack,
  };
  // Somebody may have started a server that was stopped, and clients may have written to it since.
  const isStopped = demotion.isStopped === true && !isEmptied(parking);
  if (!(await callPark(nodes, { cluster, deadline, record, isStopped }))) return false;
  await goOn({ endedAt: context.clock.now() });
  return true;
}

/** Vault that runs there has nothing of what the cluster had. */
export const isEmptied = ({ emptiedAt, emptyClusterId }: Parking): boolean =>
  emptiedAt !== undefined || emptyClusterId !== undefined;

/** A parked cluster has no data that a restart could bring back. @throws AwsError */
export const endParking = (context: SnapshotContext, cluster: ClusterName, demotion: Demotion): Promise<void> => {
  const now = context.clock.now();
  return writeParking(context, cluster, { ...demotion, parking: { at: now, ...demotion.parking, endedAt: now } });
};

interface ParkCall {
  readonly cluster: ClusterName;
  readonly deadline: Deadline;
  readonly record: ParkRecord;
  readonly isStopped: boolean;
}

/** Whatever goes wrong from here on, the step was begun. */
async function callPark(nodes: ClusterNodes, { cluster, deadline, record, isStopped }: ParkCall): Promise<boolean> {
  try {
    return (await nodes.park?.(cluster, deadline, record, isStopped)) ?? false;
  } catch (error) {
    // Without its lease a run must not go on.
    if (!(error instanceof VaultDrError) || error instanceof StepError || error.name === 'LeaseError') throw error;
    throw new StepError(
      `${cluster} is not parked yet: ${error.message}`,
      'Correct that, then run rejoin: it goes on from there.',
      {
        cause: error,
      },
    );
  }
}

async function writeParking(context: SnapshotContext, cluster: ClusterName, demotion: Demotion): Promise<void> {
  const abortSignal = AbortSignal.timeout(CALL_MS);
  await context.stores[otherCluster(cluster)].writeDemotion(cluster, demotion, abortSignal);
  context.looks.forget();
}

/** @throws StepError if the last file of the cluster is not there */
async function refuseUnkept(
  { stores }: SnapshotContext,
  cluster: ClusterName,
  { key, sha256, clusterId }: Demotion,
): Promise<void> {
  // A file of the schedule expires. It is enough if it has every write, because the other cluster then has them too.
  if (key === undefined || (!KEPT.test(key) && sha256 === undefined)) {
    throw byHand(`No last file of ${cluster} is kept, so that its data are only on its servers`);
  }
  const store = stores[KEPT.test(key) ? cluster : otherCluster(cluster)];
  const file = await store.read(key, AbortSignal.timeout(CALL_MS)).catch((error: unknown) => {
    if (error instanceof VaultDrError) return error;
    throw error;
  });
  if (file instanceof Error) throw byHand(`The last file of ${cluster} cannot be read: ${file.message}`);
  if (file.clusterId === clusterId && (sha256 === undefined || file.sha256 === sha256)) return;
  throw byHand(`${key} in ${store.bucket} is not the last file of ${cluster}`);
}

/** @throws StepError unless the other cluster serves the same data */
async function refuseUnserved(
  { evidence }: SnapshotContext,
  cluster: ClusterName,
  { clusterId }: Demotion,
): Promise<void> {
  const primary = otherCluster(cluster);
  const seen = upCluster((await evidence.lookAtBoth(DECISIVE_PROBES))[primary]);
  if (seen?.mode === 'primary' && seen.serving && seen.clusterId === clusterId) return;
  throw new StepError(
    `${primary} does not serve the data that ${cluster} had, so that ${cluster} keeps its own`,
    `Look at status. When ${primary} serves, run rejoin.`,
    { retryable: true },
  );
}

const byHand = (why: string): StepError => new StepError(why, BY_HAND);
