import type { ClusterObservation } from '../../../shared/cluster-observation';
import type { Deadline } from '../../../shared/clock';
import { otherCluster, type ClusterName } from '../../../shared/contract';
import { StepError } from '../../../shared/errors';
import { poll } from '../../../shared/retry';
import type { Demotion } from '../../../shared/snapshot-store';
import { OVERTAKEN, type StepResult } from '../../execute/context';
import { linkTo, upCluster } from '../../plan/facts';
import type { StepOf } from '../../steps';
import type { SnapshotContext } from './context';
import { demotionOf, endParking, isBeingParked, isEmptied, park } from './park';
import { findParkedFile } from './parked-file';

const PARK_MS = 400_000;
/** Time for a first file after the cluster is parked. The schedule goes on without this operation. */
const FIRST_FILE_MS = 1_000;
const BETWEEN_LOOKS = { firstMs: 100, mostMs: 1_000 };

/**
 * Parks a sealed cluster, so that it can be restored again. What it had is deleted from its disks. From then on the Lambda of
 * its region takes files of the other cluster.
 *
 * @throws StepError if a person has to park it
 */
export async function link(context: SnapshotContext, step: StepOf<'link'>): Promise<StepResult> {
  const { cluster: follower } = step;
  const { evidence, clock } = context;
  const primary = otherCluster(follower);
  const deadline: Deadline = context.deadline.within(PARK_MS);
  const demotion = await demotionOf(context, follower);
  const isParked = isParkedNow(await evidence.look(follower));
  let effect = false;
  if (!isParked || (await goesOn(context, follower, demotion))) {
    if (!(await park(context, step, demotion, deadline))) return OVERTAKEN;
    effect = true;
    const shows = await poll(async () => isParkedNow(await evidence.look(follower)) || undefined, {
      clock,
      deadline,
      backOff: BETWEEN_LOOKS,
    });
    if (!shows) {
      throw new StepError(
        `${follower} was made anew and does not show that it is parked`,
        `Look at its servers: each needs the marker ${context.mount}/parked. Then run rejoin.`,
      );
    }
  } else if (demotion !== undefined && demotion.parking?.endedAt === undefined) {
    // A person has parked it.
    await endParking(context, follower, demotion);
  }
  context.looks.forget();
  const linked = await poll(
    async () => {
      const found = linkTo({ ...context.world, clusters: await evidence.lookAtBoth() }, primary);
      return found === 'streaming' ? found : undefined;
    },
    { clock, deadline: deadline.within(FIRST_FILE_MS), backOff: BETWEEN_LOOKS },
  );
  const { promotion } = context.world;
  return {
    effect,
    run: { linked: linked ?? 'syncing' },
    detail: `${follower} is parked`,
    ...(promotion?.isOtherStopped && { promotion: { ...promotion, isOtherStopped: undefined } }),
  };
}

/**
 * Whether parking was begun and goes on, although the cluster shows that it is parked: its other servers may not run yet.
 * Without the file, or before this system had emptied all servers, a person has parked it.
 */
const goesOn = async (
  { nodes, stores }: SnapshotContext,
  cluster: ClusterName,
  demotion: Demotion | undefined,
): Promise<boolean> =>
  isBeingParked(demotion) &&
  isEmptied(demotion.parking) &&
  nodes.park !== undefined &&
  (await findParkedFile(stores, cluster)) !== undefined;

/** A cluster that this system sealed also counts as a secondary, and still has its own data. */
const isParkedNow = (seen: ClusterObservation): boolean => {
  const cluster = upCluster(seen);
  return cluster?.mode === 'secondary' && cluster.lastWal === undefined;
};
