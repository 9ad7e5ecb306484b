import * as v from 'valibot';
import { StepError } from '../shared/errors';
import type { OperationResult } from './result';

/**
 * What Region switch of Application Recovery Controller adds to the payload of a custom action Lambda block.
 *
 * @see https://docs.aws.amazon.com/arc-region-switch/latest/api/API_Lambdas.html
 */
const METADATA = v.object({
  InvokedBy: v.string(),
  PlanArn: v.string(),
  ExecutionId: v.string(),
  StepName: v.string(),
});

/** An event, and whether Region switch sent it. */
export interface FromRegionSwitch {
  /** The payload of the plan. */
  readonly event: unknown;
  readonly isRegionSwitch: boolean;
}

/** Takes off what Region switch adds. The operation runs in its name, unless the payload has an actor. Pure. */
export function fromRegionSwitch(raw: unknown): FromRegionSwitch {
  if (!v.is(v.looseObject(METADATA.entries), raw)) return { event: raw, isRegionSwitch: false };
  const payload = Object.fromEntries(Object.entries(raw).filter(([key]) => !(key in METADATA.entries)));
  const actor = `Region switch ${raw.ExecutionId}, ${raw.StepName}`.slice(0, MOST_ACTOR);
  return { event: { actor, ...payload }, isRegionSwitch: true };
}

/** Longest text of an event, characters. */
const MOST_ACTOR = 500;

/** What a step of a plan returns. Region switch keeps it with the execution, so it is small. */
export type RegionSwitchResult = Pick<OperationResult, 'operationId' | 'operation' | 'to' | 'outcome' | 'summary'>;

/**
 * The result for Region switch, which takes every answer for a success and repeats a step that throws.
 *
 * @throws StepError if the operation is not done. Its next call continues it
 */
export function forRegionSwitch({ operationId, operation, to, outcome, summary }: OperationResult): RegionSwitchResult {
  if (outcome === 'partial') {
    throw new StepError(`${operation} is not done: ${summary}`, 'Region switch repeats the step, which continues it.');
  }
  return { operationId, operation, ...(to !== undefined && { to }), outcome, summary };
}
