import { ACCEPTANCES, type Acceptance, type Operation } from '../../functions/dr-operations/contract';
import type { OperationRequest } from '../../functions/dr-operations/event';
import { PlanRefusedError } from '../../functions/shared/errors';
import { request } from '../functions/dr-operations/worlds';

/** The request that an operator would send, with a reason. */
export const ask = (operation: Operation, more: Partial<OperationRequest> = {}): OperationRequest =>
  request(operation, { reason: 'a drill', ...(operation === 'dns-switch' && { to: undefined }), ...more });

/** The acceptances that a refusal names; empty for any other error. */
export const needsOf = (error: unknown): readonly Acceptance[] =>
  error instanceof PlanRefusedError ? error.needs : [];

/** @param accepted `true` accepts everything, `false` nothing */
export const acceptedOf = (accepted: boolean | readonly string[] | undefined): ReadonlySet<string> =>
  new Set(accepted === true ? ACCEPTANCES : accepted === false ? [] : accepted);
