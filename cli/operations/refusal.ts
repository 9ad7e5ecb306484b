import { ACCEPTANCES, type Acceptance } from '../../functions/dr-operations/contract';
import type { OperationResult } from '../../functions/dr-operations/result';
import { needsOf, type Objection } from '../../functions/dr-operations/steps';
import { parseRefusal } from '../../functions/shared/errors';
import type { Ending } from './ending';
import type { OperationRequest } from './request';

/** What an operation was refused for, and what lifts it. */
export interface Refused {
  readonly kind: 'refused';
  readonly errorType: string;
  readonly message: string;
  /** What the operator would have to accept, by name; empty where nothing but another world helps. */
  readonly needs: readonly Acceptance[];
  /** Each check that objects. @default - they are not known one by one */
  readonly objections?: readonly Objection[];
  /** What the dry run saw that refuses. @default - nothing was told of it */
  readonly seen?: Pick<OperationResult, 'operation' | 'to' | 'before' | 'startedAt' | 'possibleLoss'>;
}

/** A refusal that was thrown: its message ends with the names that it needs. */
export function refusedBy(errorType: string, text: string): Refused {
  const { words, needs } = parseRefusal(text);
  return { kind: 'refused', errorType, message: words, needs: ACCEPTANCES.filter((name) => needs.includes(name)) };
}

/** A plan that refuses, as the operation itself would. */
export function refusalIn(ending: Ending): Refused | undefined {
  if (ending.kind === 'refused') return ending;
  if (ending.kind !== 'result' || ending.result.plan?.kind !== 'refuse') return undefined;
  const { plan, operation, to, before, startedAt, possibleLoss } = ending.result;
  const { reason, lift, objections = [] } = plan;
  return {
    kind: 'refused',
    errorType: 'PlanRefusedError',
    message: `${reason.replace(/\.?$/, '.')} ${lift}`.trim(),
    needs: needsOf(plan),
    ...(objections.length > 0 && { objections }),
    seen: { operation, before, startedAt, ...(to && { to }), ...(possibleLoss && { possibleLoss }) },
  };
}

/** The same request, with these names accepted too. */
export function withAccepted<R extends OperationRequest>(request: R, names: readonly Acceptance[]): R {
  const accept = [...new Set([...(request.accept ?? []), ...names])];
  return accept.length > 0 ? { ...request, accept } : request;
}
