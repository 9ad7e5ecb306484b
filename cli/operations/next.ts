import type { OperationResult } from '../../functions/dr-operations/result';
import { otherCluster, type ClusterName } from '../../functions/shared/contract';
import { withAccepted } from './refusal';
import { needsReason, type OperationRequest } from './request';

/** What is left that has a command of its own. */
const COMMANDS = ['failover', 'switchover', 'rejoin'] as const;

/** The one thing to do after an operation that stopped half-way, with what it would have to accept. Pure. */
export function nextRequest(request: OperationRequest, result: OperationResult): OperationRequest {
  const { left, error } = result;
  const { reason, accept } = request;
  const operation = COMMANDS.find((each) => left.includes(each)) ?? request.operation;
  const isSame = operation === request.operation;
  const to = isSame ? request.to : targetOf(operation, result);
  // A rejoin has other checks: what was accepted before it says nothing of what it discards.
  const keepsAccepted = accept !== undefined && (isSame || operation !== 'rejoin');
  const next = withAccepted({ operation, ...(to && { to }), ...(keepsAccepted && { accept }) }, error?.needs ?? []);
  if (reason !== undefined) return { ...next, reason };
  return needsReason(next) ? { ...next, reason: '…' } : next;
}

/** The cluster that the operation was to make primary, unless it was on its way back to the other one. */
function targetOf(operation: OperationRequest['operation'], { to, steps }: OperationResult): ClusterName | undefined {
  if (operation === 'rejoin') return undefined;
  const last = steps.findLast(({ kind }) => kind === 'promote')?.cluster;
  return to !== undefined && last === otherCluster(to) ? last : to;
}
