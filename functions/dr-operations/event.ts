import * as v from 'valibot';
import { CLUSTER_NAMES, type ClusterName } from '../shared/contract';
import { InputError } from '../shared/errors';
import { parseEvent } from '../shared/parse-event';
import { OPERATIONS, type Operation } from './contract';

/** A parsed event, defaults filled in. */
export interface OperationRequest {
  readonly operation: Operation;
  /** The cluster that shall be primary in the end; `undefined` for `rejoin` and `status` without a wish. */
  readonly to: ClusterName | undefined;
  readonly dryRun: boolean;
  readonly force: boolean;
  readonly reason: string | undefined;
  readonly actor: string;
}

const text = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, 'must not be empty'),
  v.maxLength(500, 'at most 500 characters'),
);

const EVENT = v.strictObject({
  operation: v.picklist(OPERATIONS),
  to: v.optional(v.picklist(CLUSTER_NAMES)),
  dryRun: v.optional(v.boolean(), false),
  force: v.optional(v.boolean(), false),
  reason: v.optional(text),
  actor: v.optional(text, 'unknown'),
});

const USAGE = `Give {"operation": "${OPERATIONS.join('" | "')}"} and, as needed, "to", "dryRun", "force", "reason", "actor".`;

/** Where an operation leads when the event does not say: away from home, or back. Naming it makes a repeat harmless. */
const DEFAULT_TARGET: Partial<Record<Operation, ClusterName>> = {
  switchover: 'away',
  failover: 'away',
  failback: 'home',
};

/** @throws InputError for an unknown operation or field, a missing reason, a failback that does not lead home */
export function parseOperationEvent(raw: unknown): OperationRequest {
  const { operation, to, dryRun, force, reason, actor } = parseEvent(EVENT, raw, USAGE);
  if (operation === 'failback' && to === 'away') {
    throw new InputError('A failback leads home', 'Leave out "to", or use switchover.');
  }
  if (!dryRun && reason === undefined && (operation === 'failover' || force)) {
    throw new InputError(`${force ? 'force' : operation} needs a reason`, 'Add "reason": it goes into the journal.');
  }
  return { operation, to: to ?? DEFAULT_TARGET[operation], dryRun, force, reason, actor };
}
