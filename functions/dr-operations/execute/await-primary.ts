import type { ClusterObservation } from '../../shared/cluster-observation';
import type { ClusterName } from '../../shared/contract';
import { StepError } from '../../shared/errors';
import type { StepContext, StepResult } from './context';
import { lookUntil } from './look';

/** HashiCorp's own test allows this much for a leader after a role change. */
const AWAIT_PRIMARY_MS = 120_000;

const serves = (observation: ClusterObservation): boolean =>
  observation.kind === 'up' && observation.mode === 'primary' && observation.serving;

/** Waits until the promoted cluster serves. @throws StepError when it does not in its time */
export async function awaitPrimary(context: StepContext, cluster: ClusterName): Promise<StepResult> {
  const { observation, reached } = await lookUntil(context, cluster, serves, context.deadline.within(AWAIT_PRIMARY_MS));
  if (reached) return { effect: false, clusters: { [cluster]: observation } };
  throw new StepError(
    `${cluster} was promoted but does not serve yet (${observation.kind})`,
    'Look at its logs and its seal; run the same operation again when it is up: it carries on from there.',
  );
}
