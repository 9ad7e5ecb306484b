import { randomBytes } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import type { Acceptance, DrOperationsEvent, Operation } from '../../functions/dr-operations/contract';
import { parseOperationEvent } from '../../functions/dr-operations/event';
import type { ClusterName } from '../../functions/shared/contract';
import { InputError } from '../../functions/shared/errors';
import { UsageError } from '../exit-codes';

/** An operation that changes something, and has a command of its own. */
export type ChangingOperation = Extract<Operation, 'switchover' | 'failover' | 'failback' | 'rejoin'>;

/** What the operator asked for. */
export interface OperationRequest {
  readonly operation: ChangingOperation;
  readonly to?: ClusterName;
  readonly reason?: string;
  /** What the operator takes upon himself, by name. @default - nothing */
  readonly accept?: readonly Acceptance[];
}

/** One run of an operation: the event, and the name by which its traces in the journal and the lease are known. */
export interface OperationRun {
  readonly event: DrOperationsEvent & { readonly operation: ChangingOperation; readonly actor: string };
  /** Where it leads; `undefined` for a rejoin. */
  readonly to: ClusterName | undefined;
}

/**
 * Checks a request as the Lambda would, before anything is called.
 *
 * @throws UsageError
 */
export function beginRun(request: OperationRequest, { dryRun = false } = {}): OperationRun {
  const { operation, reason } = request;
  if (!dryRun && reason === undefined && needsReason(request)) {
    const what = operation === 'failover' ? operation : '--accept';
    throw new UsageError(`${what} needs a reason for the journal: add --reason '…'.`);
  }
  const event = { ...request, actor: actor() };
  try {
    return { event, to: parseOperationEvent({ ...event, dryRun }).to };
  } catch (error) {
    if (error instanceof InputError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

/** Whether the journal wants to know why. */
export const needsReason = ({ operation, accept = [] }: OperationRequest): boolean =>
  operation === 'failover' || accept.length > 0;

/** Who and which run: an answer that was lost is found again by it. */
export const actor = (): string => `${userInfo().username}@${hostname()} ${randomBytes(4).toString('hex')}`;
