import * as v from 'valibot';
import { CLUSTER_NAMES, type ClusterName } from '../../shared/contract';
import { parseEvent } from '../../shared/parse-event';
import { DRILL_STEPS } from '../contract';

const word = v.pipe(v.string(), v.minLength(1), v.maxLength(500));
const drillId = v.pipe(word, v.maxLength(80, 'at most 80 characters, as the name of an execution'));

/** What the state machine keeps of the result of a switchover. */
const LEG = v.object({
  operationId: word,
  startedAt: word,
  outcome: word,
  steps: v.array(
    v.object({
      kind: v.string(),
      outcome: v.picklist(['done', 'failed']),
      startMs: v.number(),
      durationMs: v.number(),
    }),
  ),
});
export type ScheduledLeg = v.InferOutput<typeof LEG>;

const BEGIN = v.strictObject({ operation: v.literal('drill-begin'), drillId });
const CHECK = v.strictObject({ operation: v.literal('drill-check'), primary: v.picklist(CLUSTER_NAMES) });
const END = v.strictObject({
  operation: v.literal('drill-end'),
  drillId,
  /** The whole state of the machine. What did not come to pass is absent. */
  state: v.object({
    /** When it began. */
    startedAt: v.optional(word),
    there: v.optional(v.picklist(CLUSTER_NAMES)),
    back: v.optional(v.picklist(CLUSTER_NAMES)),
    first: v.optional(LEG),
    second: v.optional(LEG),
    /** The error that ended the drill, as Step Functions catches it. */
    error: v.optional(v.object({ Error: v.string() })),
  }),
});

const EVENT = v.variant('operation', [BEGIN, CHECK, END]);
const USAGE = `The state machine of the drill sends ${DRILL_STEPS.join(', ')}. Run "vault-dr drill" instead.`;

/** A step of a scheduled drill. */
export type DrillStepRequest = v.InferOutput<typeof EVENT>;
export type DrillEndRequest = v.InferOutput<typeof END>;

/** @returns `undefined` if the event is of another operation @throws InputError for a malformed event */
export const parseDrillStep = (raw: unknown): DrillStepRequest | undefined =>
  v.is(v.object({ operation: v.picklist(DRILL_STEPS) }), raw) ? parseEvent(EVENT, raw, USAGE) : undefined;

export const isDrillStep = (request: object): request is DrillStepRequest =>
  'operation' in request && (DRILL_STEPS as readonly unknown[]).includes(request.operation);

/** The switchovers of a scheduled drill that have a result, with their targets. Pure. */
export function legsOf({ state }: DrillEndRequest): (ScheduledLeg & { readonly to: ClusterName })[] {
  const { there, back, first, second } = state;
  return [...(there && first ? [{ ...first, to: there }] : []), ...(back && second ? [{ ...second, to: back }] : [])];
}
