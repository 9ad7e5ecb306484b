import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { CLUSTER_NAMES, type ClusterName } from '../shared/contract';
import { isTakeover, OPERATIONS, type Operation } from './contract';
import type { Promotion, UnfinishedOperation } from './world';

/** What the journals say about earlier operations. */
export interface History {
  readonly unfinished: UnfinishedOperation | undefined;
  readonly promotion: Promotion | undefined;
  /** The operation of the newest entry. */
  readonly last: LastOperation | undefined;
  /** Whether the journals of both regions could be read. */
  readonly known: boolean;
}

/** The newest operation in the journal. */
export interface LastOperation {
  readonly operation: Operation;
  readonly to: ClusterName;
  readonly outcome: string;
  /** When it began, ISO 8601. */
  readonly at: string;
}

const ITEM = v.object({
  sk: v.string(),
  operation: v.picklist(OPERATIONS),
  target: v.picklist(CLUSTER_NAMES),
  outcome: v.string(),
});

const PROMOTION = v.object({
  cluster: v.picklist(CLUSTER_NAMES),
  at: v.string(),
  lastRemoteWal: v.optional(v.number()),
  merkleRoot: v.optional(v.string()),
  lastWalBeforeDemote: v.optional(v.number()),
  since: v.optional(v.string()),
  proof: v.picklist(['came', 'due', 'none']),
  hadClients: v.optional(v.boolean()),
  ledByHealth: v.optional(v.picklist(CLUSTER_NAMES)),
  nameDue: v.optional(v.boolean()),
  isUnfinished: v.optional(v.boolean()),
  isOtherStopped: v.optional(v.boolean()),
});

/** A promotion before its proof, in the format of releases before 0.2. */
const RECEIVED = v.object({
  cluster: v.picklist(CLUSTER_NAMES),
  lastRemoteWal: v.number(),
  merkleRoot: v.optional(v.string()),
  lastWalBeforeDemote: v.number(),
});

/** Parses the newest entry. Pure. */
export function parseHistory(item: Record<string, AttributeValue> | undefined): Omit<History, 'known'> {
  const text = (name: string): string | undefined => item?.[name]?.S;
  const parsed = v.safeParse(ITEM, {
    sk: text('sk'),
    operation: text('operation'),
    target: text('target'),
    outcome: text('outcome'),
  });
  const { sk, operation, target, outcome } = parsed.success ? parsed.output : {};
  // What a person has to do may take days, and the roles are as they should be.
  const isPartial = outcome === 'partial' && item?.['leaves_to_person']?.BOOL !== true;
  const isOpen = outcome === 'running' || isPartial;
  const [at = ''] = sk?.split('#') ?? [];
  const isOldTakeover = outcome === 'done' && operation !== undefined && isTakeover(operation);
  return {
    last: operation && target && outcome !== undefined ? { operation, to: target, outcome, at } : undefined,
    unfinished: isOpen && operation && target ? { operation, to: target } : undefined,
    promotion:
      parseAs(PROMOTION, text('promotion')) ??
      parseReceived(text('received'), at) ??
      (isOldTakeover && target ? { cluster: target, at, proof: 'none' } : undefined),
  };
}

function parseReceived(text: string | undefined, at: string): Promotion | undefined {
  const received = parseAs(RECEIVED, text);
  return received && { ...received, at, proof: 'due' };
}

function parseAs<S extends v.GenericSchema>(schema: S, text: string | undefined): v.InferOutput<S> | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  return parsed.success ? parsed.output : undefined;
}
