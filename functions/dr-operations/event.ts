import * as v from 'valibot';
import { CLUSTER_NAMES, type ClusterName } from '../shared/contract';
import { InputError } from '../shared/errors';
import { parseEvent } from '../shared/parse-event';
import { ACCEPTANCES, OPERATIONS, type Acceptance, type Operation } from './contract';

/** A parsed event, defaults filled in. */
export interface OperationRequest {
  readonly operation: Operation;
  /** The cluster that shall be primary in the end; `undefined` for `rejoin` and `status` without a wish. */
  readonly to: ClusterName | undefined;
  readonly dryRun: boolean;
  /** What the operator takes upon himself. */
  readonly accept: readonly Acceptance[];
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
  accept: v.optional(v.array(v.picklist(ACCEPTANCES)), []),
  force: v.optional(v.unknown()),
  reason: v.optional(text),
  actor: v.optional(text, 'unknown'),
});

const USAGE = `Give {"operation": "${OPERATIONS.join('" | "')}"} and, as needed, "to", "dryRun", "accept", "reason", "actor".`;

/** Where an operation leads when the event does not say: away from home, or back. Naming it makes a repeat harmless. */
const DEFAULT_TARGET: Partial<Record<Operation, ClusterName>> = {
  switchover: 'away',
  failover: 'away',
  failback: 'home',
};

/** @throws InputError for an unknown operation or field, a missing reason, a failback that does not lead home */
export function parseOperationEvent(raw: unknown): OperationRequest {
  const { operation, to, dryRun, accept, force, reason, actor } = parseEvent(EVENT, raw, USAGE);
  if (force !== undefined) {
    throw new InputError(
      '"force" is one word for too much, and no longer understood',
      `Name what you take upon yourself in "accept": ${ACCEPTANCES.join(', ')}. A refusal says which it needs.`,
    );
  }
  if (operation === 'failback' && to === 'away') {
    throw new InputError('A failback leads home', 'Leave out "to", or use switchover.');
  }
  if (operation === 'link' && to === undefined) {
    throw new InputError('link needs "to"', 'Name the cluster that is primary; the other one shall follow it.');
  }
  if (!dryRun && reason === undefined && (operation === 'failover' || accept.length > 0)) {
    throw new InputError(
      `${operation === 'failover' ? operation : '"accept"'} needs a reason`,
      'Add "reason": it goes into the journal.',
    );
  }
  return { operation, to: to ?? DEFAULT_TARGET[operation], dryRun, accept: [...new Set(accept)], reason, actor };
}
