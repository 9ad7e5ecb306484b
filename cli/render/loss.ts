import type { Operation } from '../../functions/dr-operations/contract';
import type { Loss } from '../../functions/dr-operations/result';

/** What a promotion may lose, for an operator. */
export function describeLoss(loss: Loss | undefined): string {
  switch (loss?.kind) {
    case undefined:
      return 'nothing was said';
    case 'none':
      return 'none';
    case 'counted':
      return loss.wals === 0 ? 'none that is known: 0 WALs behind' : `at most ${loss.wals} WALs`;
    case 'since':
      return `what was acknowledged in the last ${loss.seconds} s`;
    case 'unknown':
      return 'unknown';
  }
}

/** A switchover waits for every write or goes back, whatever was missing when it began. */
export const lossOf = (operation: Operation, loss: Loss | undefined): Loss | undefined =>
  operation === 'switchover' || operation === 'failback' ? { kind: 'none' } : loss;
