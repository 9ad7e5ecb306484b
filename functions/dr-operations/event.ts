import * as v from 'valibot';
import { CLUSTER_NAMES, type ClusterName } from '../shared/contract';
import { InputError } from '../shared/errors';
import { parseEvent } from '../shared/parse-event';
import {
  ACCEPTANCES,
  DNS_MODES,
  DOCUMENT_VERSION,
  OPERATIONS,
  type Acceptance,
  type DnsMode,
  type Operation,
} from './contract';

/** A parsed event with its defaults. */
export interface OperationRequest {
  readonly operation: Operation;
  /** The cluster that is to be primary in the end; may be `undefined` for `rejoin` and `status`. */
  readonly to: ClusterName | undefined;
  readonly dryRun: boolean;
  /** The checks that the operator accepts. */
  readonly accept: readonly Acceptance[];
  /** `defer`: whoever asked moves the client name. @default - the operation moves it */
  readonly dns?: Extract<DnsMode, 'defer'>;
  readonly reason: string | undefined;
  readonly actor: string;
  /** The watcher asks for it, and no person. @default - a person does */
  readonly automatic?: AutomaticRequest;
}

/** What the watcher of away saw when it asked. */
export interface AutomaticRequest {
  /** The beats of the rows of the other watchers, if they were fresh. */
  readonly beats: { readonly home?: string | undefined; readonly witness?: string | undefined };
}

/** Text of a person. */
export const text = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, 'must not be empty'),
  v.maxLength(500, 'at most 500 characters'),
);

const beat = v.optional(v.pipe(v.string(), v.maxLength(100)));

const EVENT = v.strictObject({
  version: v.optional(v.literal(DOCUMENT_VERSION)),
  operation: v.picklist(OPERATIONS),
  to: v.optional(v.picklist(CLUSTER_NAMES)),
  dryRun: v.optional(v.boolean(), false),
  accept: v.optional(v.array(v.picklist(ACCEPTANCES)), []),
  dns: v.optional(v.picklist(DNS_MODES), 'switch'),
  force: v.optional(v.unknown()),
  reason: v.optional(text),
  actor: v.optional(text, 'unknown'),
  automatic: v.optional(v.strictObject({ beats: v.strictObject({ home: beat, witness: beat }) })),
});

const USAGE = `Give {"operation": "${OPERATIONS.join('" | "')}"} and, as needed, "to", "dryRun", "accept", "dns", "reason", "actor".`;

/** The target if the event has none. It is always a name and never "the other cluster", so that a repeat is harmless. */
const DEFAULT_TARGET: Partial<Record<Operation, ClusterName>> = {
  switchover: 'away',
  failover: 'away',
  failback: 'home',
};

/** @throws InputError for an unknown operation or field, a missing reason, or a failback to away */
export function parseOperationEvent(raw: unknown): OperationRequest {
  const { operation, to, dryRun, accept, dns, force, reason, actor, automatic } = parseEvent(EVENT, raw, USAGE);
  if (force !== undefined) {
    throw new InputError(
      '"force" is no longer supported',
      `Name the checks that you accept in "accept": ${ACCEPTANCES.join(', ')}. A refusal says which ones it needs.`,
    );
  }
  if (operation === 'failback' && to === 'away') {
    throw new InputError('A failback always leads to home', 'Leave out "to", or use switchover.');
  }
  if (operation === 'link' && to === undefined) {
    throw new InputError('link needs "to"', 'Name the cluster that is primary. The other one will follow it.');
  }
  if (dns === 'defer' && (operation !== 'failover' || automatic)) {
    throw new InputError(
      'Only a failover that somebody asked for can leave the client name to others',
      'Leave out "dns": the operation moves the name itself.',
    );
  }
  if (automatic && (accept.length > 0 || !mayBeAutomatic(operation, to))) {
    throw new InputError(
      'Only a failover to away, or a fence, can begin by itself, and it accepts nothing',
      'Leave out "automatic": it is for the watch.',
    );
  }
  if (!dryRun && reason === undefined && (operation === 'failover' || accept.length > 0)) {
    throw new InputError(
      `${operation === 'failover' ? operation : '"accept"'} needs a reason`,
      'Add "reason": it goes into the journal.',
    );
  }
  return {
    operation,
    to: to ?? DEFAULT_TARGET[operation],
    dryRun,
    accept: [...new Set(accept)],
    ...(dns === 'defer' && { dns }),
    reason,
    actor,
    ...(automatic && { automatic }),
  };
}

/** A failback is never automatic. */
const mayBeAutomatic = (operation: Operation, to: ClusterName | undefined): boolean =>
  (operation === 'failover' && to !== 'home') || (operation === 'fence' && to === undefined);
