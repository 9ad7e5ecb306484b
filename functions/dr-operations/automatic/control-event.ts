import * as v from 'valibot';
import { parseEvent } from '../../shared/parse-event';
import { CONTROLS, DOCUMENT_VERSION, type Control } from '../contract';
import { text, type OperationRequest } from '../event';

/** A parsed event of a control. */
export interface ControlRequest {
  readonly operation: Control;
  readonly reason: string | undefined;
  readonly actor: string;
}

const ANY_CONTROL = v.object({ operation: v.picklist(CONTROLS) });

const EVENT = v.strictObject({
  version: v.optional(v.literal(DOCUMENT_VERSION)),
  operation: v.picklist(CONTROLS),
  reason: v.optional(text),
  actor: v.optional(text, 'unknown'),
});

/** @returns `undefined` if the event is of another operation @throws InputError for a field that a control does not have */
export function parseControlEvent(raw: unknown): ControlRequest | undefined {
  if (!v.is(ANY_CONTROL, raw)) return undefined;
  const { operation, reason, actor } = parseEvent(
    EVENT,
    raw,
    `Give {"operation": "${raw.operation}"}, "reason", "actor".`,
  );
  return { operation, reason, actor };
}

export const isControl = (request: ControlRequest | OperationRequest): request is ControlRequest =>
  (CONTROLS as readonly string[]).includes(request.operation);
