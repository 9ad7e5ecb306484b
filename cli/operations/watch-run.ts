import type { Plan } from '../../functions/dr-operations/steps';
import type { Session } from '../session';
import { startProgress } from '../render/progress';
import type { RunLimits } from './operation-engine';
import type { Progress, RunOutcome } from './run-outcome';

/** Added to the time limit of the operation, so that the Lambda's own limit ends first. */
const EXTRA_WAIT_MS = 30_000;

/** What a run is watched with. */
export interface Watch {
  readonly progress: Progress;
  /** Ends the waiting. It does not stop the operation. */
  readonly signal: AbortSignal;
}

/** Longest wait for the end of a run, milliseconds. */
export const longestWaitMs = ({ settings }: Session, { timeout }: RunLimits): number =>
  timeout === undefined ? settings.operationTimeoutSeconds * 1000 + EXTRA_WAIT_MS : timeout * 1000;

export interface WatchOptions {
  readonly waitMs: number;
  /** Plan to show from the beginning. @default - not known yet */
  readonly plan?: Plan | undefined;
  /** Answer to the first Ctrl-C, which then does not end the waiting; the second one does. @default - the first one does */
  readonly firstInterrupt?: string;
}

/** Shows the progress of a run until it ends, the time is over, or the operator presses Ctrl-C. */
export async function watchRun(
  { io, paint }: Session,
  { waitMs, plan, firstInterrupt }: WatchOptions,
  start: (watch: Watch) => Promise<RunOutcome>,
): Promise<RunOutcome> {
  // Not `AbortSignal.timeout`: Node 20 may collect it inside `AbortSignal.any` before it fires.
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), waitMs);
  const progress = startProgress(io, paint);
  if (plan) progress.planned(plan);
  let presses = 0;
  const stopListening = io.onInterrupt(() => {
    presses += 1;
    if (firstInterrupt !== undefined && presses === 1) progress.note(firstInterrupt);
    else waiting.abort();
  });
  try {
    const outcome = await start({ progress, signal: waiting.signal });
    // The result can arrive before the last steps were read from the journal.
    if (outcome.kind === 'result') progress.steps(outcome.result.steps);
    return outcome;
  } finally {
    clearTimeout(timer);
    stopListening();
    progress.end();
  }
}
