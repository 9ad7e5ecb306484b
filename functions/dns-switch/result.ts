import type { OperationResult } from '../dr-operations/result';
import { PlanRefusedError, StepError } from '../shared/errors';
import { activeByWeight, weightsFor } from '../shared/weighted-records';
import type { DnsSwitchResult } from './contract';

/**
 * What the Lambda says of an operation of the engine. Pure.
 *
 * @throws PlanRefusedError when a dry run would refuse; StepError when the change was not done
 */
export function resultOf({
  outcome,
  summary,
  plan,
  weights,
  weightsBefore,
  steps,
  left,
}: OperationResult): DnsSwitchResult {
  if (outcome === 'partial') throw new StepError(summary, 'Call again: it looks first.');
  if (plan?.kind === 'refuse') throw new PlanRefusedError(plan.reason, plan.lift);
  const foreseen = plan?.kind === 'act' ? plan.stages.flat() : [];
  const planned = foreseen.find(({ kind }) => kind === 'switch-dns')?.cluster;
  const before = weightsBefore ?? { home: 0, away: 0 };
  const active = planned ?? activeByWeight(weights ?? before);
  if (active === undefined) throw new StepError('The client name leads nowhere', 'Look at its weighted records.');
  const after = weightsFor(active);
  if (planned) return { active, before, after, status: 'PLANNED' };
  if (steps.length === 0) return { active, before, after, status: 'UNCHANGED' };
  return { active, before, after, status: left.includes('confirm-dns') ? 'PENDING' : 'INSYNC' };
}
