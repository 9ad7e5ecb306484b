import type { OperationResult } from '../dr-operations/result';
import { PlanRefusedError, StepError } from '../shared/errors';
import { activeByWeight, weightsFor } from '../shared/weighted-records';
import type { DnsSwitchResult } from './contract';

/**
 * Turns the result of the engine into the result of this Lambda. Pure.
 *
 * @throws PlanRefusedError if a dry run would be refused; StepError if the change was not made
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
  if (outcome === 'partial')
    throw new StepError(summary, 'Call it again: it looks first and continues from what it finds.');
  if (plan?.kind === 'refuse') {
    const { refusal, reason, remedy } = plan;
    throw new PlanRefusedError({ refusal, reason, remedy });
  }
  const foreseen = plan?.kind === 'act' ? plan.rounds.flat() : [];
  const planned = foreseen.find(({ kind }) => kind === 'switch-dns')?.cluster;
  const before = weightsBefore ?? { home: 0, away: 0 };
  const active = planned ?? activeByWeight(weights ?? before);
  if (active === undefined) throw new StepError('The client name leads to no cluster', 'Look at its weighted records.');
  const after = weightsFor(active);
  if (planned) return { active, before, after, status: 'PLANNED' };
  if (steps.length === 0) return { active, before, after, status: 'UNCHANGED' };
  return { active, before, after, status: left.includes('confirm-dns') ? 'PENDING' : 'INSYNC' };
}
