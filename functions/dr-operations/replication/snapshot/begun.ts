import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../../shared/contract';
import { poll } from '../../../shared/retry';
import { OVERTAKEN, type StepResult } from '../../execute/context';
import { BETWEEN_LOOKS } from '../../execute/wait';
import type { StepOf } from '../../steps';
import type { FencedCluster } from '../../world';
import type { SnapshotContext } from './context';
import type { StoreLook, StoreLooks } from './observe';

/** Limit of one write to a bucket, milliseconds. */
const CALL_MS = 3_000;
/** Time until a cluster whose servers were restarted serves again. */
const SERVES_MS = 120_000;

/**
 * Writes down that a cluster is about to be taken down. A run that is killed before the demotion is written down leaves a
 * cluster that serves nobody, and nobody would know that it was this system. What was written down of an earlier demotion no
 * longer counts from then on.
 *
 * @returns when it began, later than any demotion before, whatever the clock of that run was
 * @throws AwsError, LeaseError
 */
export async function beginDemotion(
  context: SnapshotContext,
  cluster: ClusterName,
  clusterId: string,
): Promise<number> {
  // A last file may have taken a minute.
  await context.mayTakeBack();
  const earlier = (await context.looks.of(otherCluster(cluster), CALL_MS))?.demotion?.at ?? 0;
  const begun = { clusterId, at: Math.max(context.clock.now(), earlier + 1) };
  await context.stores[otherCluster(cluster)].writeDemotionBegun(cluster, begun, AbortSignal.timeout(CALL_MS));
  context.looks.forget();
  return begun.at;
}

/**
 * Clusters that a killed run may have taken down. Nothing more is known: whether it did, and what was written before. So it
 * never counts as a demotion. The cluster has the data, and all that can be done is to let it serve and to begin anew.
 */
export async function begunDemotions(looks: StoreLooks, timeoutMs: number): Promise<readonly FencedCluster[]> {
  const seen = await Promise.all(CLUSTER_NAMES.map((cluster) => looks.of(otherCluster(cluster), timeoutMs)));
  return CLUSTER_NAMES.flatMap((cluster, index) =>
    isBegun(seen[index]) ? [{ cluster, by: 'demotion-begun' as const }] : [],
  );
}

/** Whether neither its end is written down, nor a copy that was taken since: then the cluster went on to serve. */
function isBegun(look: StoreLook | undefined): boolean {
  const { begun, demotion, newest } = look ?? {};
  if (begun === undefined) return false;
  const hasEnded = demotion !== undefined && demotion.at >= begun.at;
  const wentOn = newest !== undefined && newest.takenAt > begun.at;
  return !hasEnded && !wentOn;
}

/** Lets a cluster serve again that a killed run may have taken down. */
export async function bringUp(context: SnapshotContext, step: StepOf<'unfence'>): Promise<StepResult> {
  const { cluster } = step;
  const { nodes, evidence, clock } = context;
  if (!(await context.mayAct(step))) return OVERTAKEN;
  const deadline = context.deadline.within(SERVES_MS);
  await nodes.restart(cluster, 'all', deadline);
  const serves = await poll(async () => ((await evidence.look(cluster)).kind === 'up' ? true : undefined), {
    clock,
    deadline,
    backOff: BETWEEN_LOOKS,
  });
  const detail = serves ? `${cluster} serves again` : `${cluster} was restarted, and does not serve yet`;
  return { effect: true, run: { unfenced: cluster }, detail };
}
