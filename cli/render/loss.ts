import type { Operation } from '../../functions/dr-operations/contract';
import type { Loss, OperationResult } from '../../functions/dr-operations/result';

/** How much a loss is, for an operator: whether it is a bound is said each time. */
export function describeLoss(loss: Loss | undefined): string {
  switch (loss?.kind) {
    case undefined:
      return 'nothing was said';
    case 'none':
      return 'none';
    case 'counted': {
      const since = loss.since === undefined ? '' : ` since ${loss.since}`;
      if (!loss.isUpperBound) return `${loss.wals} WALs${since}, and what is still written: no upper bound`;
      return loss.wals === 0 ? 'none that is known: 0 WALs behind' : `at most ${loss.wals} WALs${since}`;
    }
    case 'since': {
      const lost = `what was acknowledged in the last ${loss.seconds} s`;
      return loss.isUpperBound ? `at most ${lost}` : `${lost}, or a little before: no upper bound`;
    }
    case 'unknown':
      return 'not known';
  }
}

/** A switchover waits for every write or goes back, whatever was missing when it began. */
export const lossOf = (operation: Operation | 'enable', loss: Loss | undefined): Loss | undefined =>
  operation === 'switchover' || operation === 'failback' ? { kind: 'none' } : loss;

/** What a loss is called: linking discards what is on one cluster alone, a promotion may lose it. */
export const lossName = (operation: Operation | 'enable'): 'Discards' | 'Possible loss' =>
  operation === 'rejoin' || operation === 'link' ? 'Discards' : 'Possible loss';

/** Whether an operation is known to discard or lose something, or nobody knows that it does not. */
export const mayLose = ({ operation, possibleLoss }: Pick<OperationResult, 'operation' | 'possibleLoss'>): boolean =>
  possibleLoss !== undefined && lossOf(operation, possibleLoss)?.kind !== 'none';
