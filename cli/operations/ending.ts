import type { OperationResult, StepReport } from '../../functions/dr-operations/result';
import type { Plan } from '../../functions/dr-operations/steps';
import {
  AwsError,
  BadAnswerError,
  ConfigError,
  InputError,
  LeaseError,
  LeaseHeldError,
  NoAnswerError,
  OperationTokenError,
  PlanRefusedError,
  RecordsError,
  StepError,
  VaultResponseError,
} from '../../functions/shared/errors';
import { EXIT, type ExitCode } from '../exit-codes';
import { refusedBy, type Refused } from './refusal';

/** How an operation ended, as far as it is known here. */
export type Ending =
  /** It says itself: done, planned, or partial. */
  | { readonly kind: 'result'; readonly result: OperationResult }
  /** A check of its own said no: nothing was changed. */
  | Refused
  /** Something is wrong: nothing was changed. */
  | { readonly kind: 'failed'; readonly errorType: string; readonly message: string }
  /** Whoever ran it is gone; the journal tells how far it came. */
  | { readonly kind: 'died'; readonly steps: readonly StepReport[] }
  /** It may go on; `steps` is what was last known of it. */
  | { readonly kind: 'unknown'; readonly detail: string; readonly steps: readonly StepReport[] };

/** What is worth showing while an operation runs. */
export interface Progress {
  /** The operation has been planned, or planned anew. */
  planned(plan: Plan): void;
  /** All steps that have ended so far. */
  steps(steps: readonly StepReport[]): void;
  /** Something that the operator should know at once. */
  note(text: string): void;
}

/** Errors by which a check says no. */
const REFUSALS = [PlanRefusedError, LeaseHeldError, OperationTokenError, RecordsError];
/** Whatever else the engine throws: it does so only when nothing was changed. */
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

/** What a thrown error means; `undefined` when it is not one of ours, so that anything may have happened. */
export function endingOf(errorType: string, message: string): Ending | undefined {
  if (REFUSALS.some(({ name }) => name === errorType)) return refusedBy(errorType, message);
  if (FAILURES.some(({ name }) => name === errorType)) return { kind: 'failed', errorType, message };
  return undefined;
}

export function exitCodeOf(ending: Ending): ExitCode {
  switch (ending.kind) {
    case 'result':
      return RESULT_CODES[ending.result.outcome];
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
