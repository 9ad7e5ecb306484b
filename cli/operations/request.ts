import { randomBytes } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import {
  isTakeover,
  type Acceptance,
  type DrOperationsEvent,
  type Operation,
} from '../../functions/dr-operations/contract';
import { parseOperationEvent, type OperationRequest } from '../../functions/dr-operations/event';
import type { OperationResult } from '../../functions/dr-operations/result';
import { otherCluster, type ClusterName } from '../../functions/shared/contract';
import { InputError } from '../../functions/shared/errors';
import { UsageError } from '../exit-codes';

/** An operation that changes something and has a command of its own. */
export type ChangingOperation = Extract<
  Operation,
  'switchover' | 'failover' | 'failback' | 'rejoin' | 'fence' | 'dns-switch'
>;

/** What the operator requests. The tool turns it into an event of `dr-operations`. */
export interface OperatorRequest {
  readonly operation: ChangingOperation;
  /** Cluster that becomes primary, or stays it (`rejoin`). @default - as in the event */
  readonly to?: ClusterName;
  readonly reason?: string;
  /** Checks that may be overridden. @default - none */
  readonly accept?: readonly Acceptance[];
}

/** One run of an operation. */
export interface OperationRun {
  /** Event for the Lambda. Its actor is unique, so that this run can be found in the journal and the lease. */
  readonly event: DrOperationsEvent & { readonly operation: ChangingOperation; readonly actor: string };
  /** The same for an engine in this process. */
  readonly parsed: OperationRequest;
}

/**
 * Checks a request as the Lambda does, before anything is called.
 *
 * @throws UsageError
 */
export function beginRun(request: OperatorRequest, { dryRun = false } = {}): OperationRun {
  const { operation, reason } = request;
  if (!dryRun && reason === undefined && needsReason(request)) {
    const what = operation === 'failover' ? operation : '--accept';
    throw new UsageError(`${what} needs a reason for the journal: add --reason '…'.`);
  }
  const event = { ...request, actor: newActor() };
  try {
    return { event, parsed: parseOperationEvent({ ...event, dryRun }) };
  } catch (error) {
    if (error instanceof InputError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

/** Whether the journal needs a reason. */
export const needsReason = ({ operation, accept = [] }: OperatorRequest): boolean =>
  operation === 'failover' || accept.length > 0;

/** Name of the operator, the machine and this run, e.g. `jo@desk 41d90c8c`. */
export const newActor = (): string => `${userInfo().username}@${hostname()} ${randomBytes(4).toString('hex')}`;

/** The same request, which also accepts these checks. */
export function withAccepted<R extends OperatorRequest>(request: R, names: readonly Acceptance[]): R {
  const accept = [...new Set([...(request.accept ?? []), ...names])];
  return accept.length > 0 ? { ...request, accept } : request;
}

/** Operations that a result can name as left to do and that are commands. */
const FOLLOW_UPS = ['failover', 'switchover', 'rejoin'] as const;

/** The request that continues an operation that stopped half-way, with the checks that it has to accept. Pure. */
export function nextRequest(request: OperatorRequest, result: OperationResult): OperatorRequest {
  const { left, error } = result;
  const { reason, accept } = request;
  const operation = FOLLOW_UPS.find((each) => left.includes(each)) ?? request.operation;
  const isSame = operation === request.operation;
  const to = isSame ? request.to : targetOf(operation, result);
  // A rejoin has other checks. What was accepted before does not include what a rejoin discards.
  const keepsAccepted = accept !== undefined && (isSame || operation !== 'rejoin');
  const next = withAccepted({ operation, ...(to && { to }), ...(keepsAccepted && { accept }) }, error?.needs ?? []);
  return withReasonPlaceholder(reason === undefined ? next : { ...next, reason });
}

/** The cluster that the operation was promoting when it stopped: its target, or the other one if it was being undone. */
function targetOf(operation: ChangingOperation, { to, steps }: OperationResult): ClusterName | undefined {
  if (!isTakeover(operation)) return undefined;
  const last = steps.findLast(({ kind }) => kind === 'promote')?.cluster;
  return to !== undefined && last === otherCluster(to) ? last : to;
}

/** Stands for a reason that the operator has to fill in. */
export const REASON_PLACEHOLDER = '…';

/** The request as a complete command: a required reason that is missing becomes a placeholder. */
export const withReasonPlaceholder = (request: OperatorRequest): OperatorRequest =>
  request.reason === undefined && needsReason(request) ? { ...request, reason: REASON_PLACEHOLDER } : request;
