import type { ClusterName } from '../../shared/contract';
import type { StepContext, StepResult } from './context';
import { isSettled, lookUntil } from './look';

const SETTLE_MS = 15_000;

/** Waits until the cluster says what it is. That it does not is a fact for the planner, no error. */
export async function settle(context: StepContext, cluster: ClusterName): Promise<StepResult> {
  const { observation, reached } = await lookUntil(context, cluster, isSettled, context.deadline.within(SETTLE_MS));
  return {
    effect: false,
    clusters: { [cluster]: observation },
    ...(!reached && { run: { unsettled: [...(context.world.run.unsettled ?? []), cluster] } }),
  };
}
