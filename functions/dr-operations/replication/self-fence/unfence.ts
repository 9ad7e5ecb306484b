import type { ClusterName } from '../../../shared/contract';
import { StepError } from '../../../shared/errors';
import { poll } from '../../../shared/retry';
import { OVERTAKEN, type StepContext, type StepResult } from '../../execute/context';
import { BETWEEN_LOOKS } from '../../execute/wait';
import { isFenced } from '../../plan/facts';
import type { Step, StepOf } from '../../steps';
import type { SelfFence } from './fence';
import { MAJORITY } from './rows';

/** The agents look every few seconds, then Vault starts, unseals and elects a leader. */
const ANSWERS_MS = 60_000;

/** Lets the servers of a fenced cluster start Vault again, and waits until it answers. */
export async function unfence(
  selfFence: SelfFence,
  context: StepContext,
  step: StepOf<'unfence'>,
): Promise<StepResult> {
  if (!(await context.mayAct(step))) return OVERTAKEN;
  const { cluster } = step;
  const { evidence, clock, deadline } = context;
  await remove(selfFence, cluster);
  const answers = await poll(async () => ((await evidence.look(cluster)).kind === 'up' ? true : undefined), {
    clock,
    deadline: deadline.within(ANSWERS_MS),
    backOff: BETWEEN_LOOKS,
  });
  const detail = answers ? `${cluster} answers again` : `${cluster} may start, and gives no answer yet`;
  return { effect: true, run: { unfenced: cluster }, detail };
}

/** The same for a cluster that takes a role now, without waiting for it. @throws StepError */
export async function letServe(selfFence: SelfFence, context: StepContext, step: Step): Promise<void> {
  const { cluster } = step;
  if (isTold(context, cluster) && (await context.mayAct(step))) await remove(selfFence, cluster);
}

/** Best effort: an operation that comes later can do it too. */
export async function tryToLetServe({ rows }: SelfFence, context: StepContext, cluster: ClusterName): Promise<void> {
  if (isTold(context, cluster)) await rows.remove(cluster);
}

/** Whether this run or an earlier one has told the servers to stop. */
const isTold = ({ world }: StepContext, cluster: ClusterName): boolean =>
  isFenced(world, cluster) || world.run.fence?.cluster === cluster;

async function remove({ rows }: SelfFence, cluster: ClusterName): Promise<void> {
  const tables = await rows.remove(cluster);
  if (tables >= MAJORITY) return;
  throw new StepError(
    `Only ${tables} of three tables could tell the servers of ${cluster} that they may serve`,
    'Check DynamoDB in each region, then run the same operation again.',
    { retryable: true },
  );
}
