import type { ClusterObservation } from '../../shared/cluster-observation';
import type { ClusterName } from '../../shared/contract';
import { StepError } from '../../shared/errors';
import { upCluster } from '../plan/facts';
import type { StepContext, StepResult } from './context';
import { lookUntil } from './look';

/** HashiCorp's own test allows this much for a leader after a role change. */
const AWAIT_PRIMARY_MS = 120_000;

/** It serves, or it stands by being a secondary: then the promotion did not hold, and more waiting changes nothing. */
const isClear = (observation: ClusterObservation): boolean =>
  observation.kind === 'up' &&
  (observation.mode === 'secondary' || (observation.mode === 'primary' && observation.serving));

/** Waits until the promoted cluster serves. @throws StepError when it does not in its time */
export async function awaitPrimary(context: StepContext, cluster: ClusterName): Promise<StepResult> {
  const { observation, reached } = await lookUntil(
    context,
    cluster,
    isClear,
    context.deadline.within(AWAIT_PRIMARY_MS),
  );
  if (reached) {
    const held = upCluster(observation)?.mode === 'primary';
    return { effect: false, ...(!held && { detail: `${cluster} is a secondary again: the promotion did not hold` }) };
  }
  throw new StepError(
    `${cluster} was promoted but does not serve yet (${observation.kind})`,
    'Look at its logs and its seal; run the same operation again when it is up: it carries on from there.',
  );
}
