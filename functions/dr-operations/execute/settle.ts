import type { ClusterObservation } from '../../shared/cluster-observation';
import type { ClusterName } from '../../shared/contract';
import type { StepContext, StepResult } from './context';
import { lookUntil } from './look';

/** How long a cluster may take that answers, or that a killed run has left in the middle of a restart. */
const SETTLE_MS = 15_000;
/** How long one is waited for that gives no answer at all, or none of Vault's. */
const SILENT_MS = 5_000;

/** Waits until the cluster says what it is. That it does not is a fact for the planner, no error. */
export async function settle(context: StepContext, cluster: ClusterName): Promise<StepResult> {
  const { clock, world, deadline } = context;
  const isPatient = world.unfinished !== undefined;
  let answeredAt = clock.now();
  const isOver = (seen: ClusterObservation): boolean => {
    if (seen.kind !== 'unreachable' && seen.kind !== 'odd') answeredAt = clock.now();
    return seen.kind === 'up' || (!isPatient && clock.now() - answeredAt >= SILENT_MS);
  };
  const { observation } = await lookUntil(context, cluster, isOver, deadline.within(SETTLE_MS));
  if (observation.kind === 'up') return { effect: false };
  return { effect: false, run: { unsettled: [...(world.run.unsettled ?? []), cluster] } };
}
