import { ACCEPTANCES, type Acceptance, type Operation } from '../../functions/dr-operations/contract';
import type { OperationRequest } from '../../functions/dr-operations/event';
import { PlanRefusedError } from '../../functions/shared/errors';
import { request } from '../functions/dr-operations/worlds';

/** An operation as an operator asks for it, with a reason. */
export const ask = (operation: Operation, more: Partial<OperationRequest> = {}): OperationRequest =>
  request(operation, { reason: 'a drill', ...(operation === 'dns-switch' && { to: undefined }), ...more });

/** What a refusal asks an operator to accept. */
export const needsOf = (error: unknown): readonly Acceptance[] =>
  error instanceof PlanRefusedError ? (error.needs as readonly Acceptance[]) : [];

/** @param accepted `true`: everything */
export const acceptedOf = (accepted: boolean | readonly string[] | undefined): ReadonlySet<string> =>
  new Set(accepted === true ? ACCEPTANCES : accepted === false ? [] : accepted);
