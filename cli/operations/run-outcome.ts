import { ACCEPTANCES, type Acceptance } from '../../functions/dr-operations/contract';
import type { OperationResult, StepReport } from '../../functions/dr-operations/result';
import { needsOf, type Objection, type Plan } from '../../functions/dr-operations/steps';
import {
  AwsError,
  BadAnswerError,
  ConfigError,
  InputError,
  LeaseError,
  LeaseHeldError,
  NoAnswerError,
  OperationTokenError,
  parseRefusal,
  PlanRefusedError,
  RecordsError,
  StepError,
  VaultResponseError,
} from '../../functions/shared/errors';
import { EXIT, type ExitCode } from '../exit-codes';

/** How a run of an operation ended, as far as it is known here. */
export type RunOutcome =
  /** The engine returned a result: done, planned, or partial. */
  | { readonly kind: 'result'; readonly result: OperationResult }
  /** A check refused. Nothing was changed. */
  | Refused
  /** An error occurred. Nothing was changed. */
  | { readonly kind: 'failed'; readonly errorType: string; readonly message: string }
  /** The process or Lambda that ran it is gone. `steps` is what the journal has. */
  | { readonly kind: 'died'; readonly steps: readonly StepReport[] }
  /** It may still be running. `steps` is what is known so far. */
  | { readonly kind: 'unknown'; readonly detail: string; readonly steps: readonly StepReport[] };

/** A refusal, and what the operator can do about it. */
export interface Refused {
  readonly kind: 'refused';
  readonly errorType: string;
  readonly message: string;
  /** Checks that the operator would have to accept; empty if accepting does not help. */
  readonly needs: readonly Acceptance[];
  /** Each check that objects. @default - not known one by one */
  readonly objections?: readonly Objection[];
  /** What the dry run observed. @default - there was no dry run */
  readonly observed?: Pick<OperationResult, 'operation' | 'to' | 'before' | 'startedAt' | 'possibleLoss'>;
}

/** Shows how a run proceeds. */
export interface Progress {
  /** The operation has been planned, or planned again. */
  planned(plan: Plan): void;
  /** All steps that have ended so far. */
  steps(steps: readonly StepReport[]): void;
  /** Something that the operator should read at once. */
  note(text: string): void;
}

/** Errors by which a check refuses. */
const REFUSALS = [PlanRefusedError, LeaseHeldError, OperationTokenError, RecordsError];
/** All other errors that the engine throws. It throws only if nothing was changed. */
const FAILURES = [
  AwsError,
  BadAnswerError,
  ConfigError,
  InputError,
  LeaseError,
  NoAnswerError,
  StepError,
  VaultResponseError,
];

/** The outcome that an error of the engine means; `undefined` for any other error, after which nothing is known. */
export function outcomeOfError(errorType: string, message: string): RunOutcome | undefined {
  if (REFUSALS.some(({ name }) => name === errorType)) return parseRefused(errorType, message);
  if (FAILURES.some(({ name }) => name === errorType)) return { kind: 'failed', errorType, message };
  return undefined;
}

/** Parses the message of a refusal, which ends with the names of the checks to accept. */
export function parseRefused(errorType: string, text: string): Refused {
  const { words, needs } = parseRefusal(text);
  return { kind: 'refused', errorType, message: words, needs: ACCEPTANCES.filter((name) => needs.includes(name)) };
}

/** The refusal in an outcome, also if it is the plan of a dry run that refuses. */
export function refusalIn(outcome: RunOutcome): Refused | undefined {
  if (outcome.kind === 'refused') return outcome;
  if (outcome.kind !== 'result' || outcome.result.plan?.kind !== 'refuse') return undefined;
  const { plan, operation, to, before, startedAt, possibleLoss } = outcome.result;
  const { reason, remedy, objections = [] } = plan;
  return {
    kind: 'refused',
    errorType: PlanRefusedError.name,
    message: `${reason.replace(/\.?$/, '.')} ${remedy}`.trim(),
    needs: needsOf(plan),
    ...(objections.length > 0 && { objections }),
    observed: { operation, before, startedAt, ...(to && { to }), ...(possibleLoss && { possibleLoss }) },
  };
}

/** The outcome of an operation whose dry run found nothing to do; `undefined` if there is something to do. */
export function outcomeWithoutSteps(planned: RunOutcome | undefined): RunOutcome | undefined {
  if (planned?.kind !== 'result' || planned.result.plan?.kind !== 'done') return undefined;
  const { plan, ...result } = planned.result;
  return { kind: 'result', result: { ...result, outcome: 'done', left: plan.left } };
}

export function exitCodeOf(outcome: RunOutcome): ExitCode {
  switch (outcome.kind) {
    case 'result':
      return RESULT_CODES[outcome.result.outcome];
    case 'refused':
      return EXIT.refused;
    case 'failed':
      return EXIT.failed;
    case 'died':
      return EXIT.partly;
    case 'unknown':
      return EXIT.unknown;
  }
}

const RESULT_CODES: Readonly<Record<OperationResult['outcome'], ExitCode>> = {
  done: EXIT.done,
  planned: EXIT.done,
  partial: EXIT.partly,
};
