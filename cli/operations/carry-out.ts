import type { ClusterName } from '../../functions/shared/contract';
import type { Plan } from '../../functions/dr-operations/steps';
import type { Session } from '../session';
import { startProgress } from '../render/progress';
import { planByEngine, runByEngine } from './by-engine';
import { planByLambda, runByLambda } from './by-lambda';
import type { Ending } from './ending';
import type { OperationRun } from './request';

/** The Lambda's own limit ends before this. */
const WAIT_LONGER_MS = 30_000;

export interface RunLimits {
  /** Region whose control plane is used first. @default - that of the cluster to be promoted */
  readonly via?: ClusterName;
  /** Longest wait, seconds. @default - the limit of an operation, and a little more */
  readonly timeout?: number;
}

/** What a dry run said. */
export interface DryRun {
  readonly ending: Ending;
  /** The region that answered; it is the one to run in. */
  readonly via: ClusterName;
}

/** Where an operation that leads nowhere (a rejoin) is run, when the operator does not say. */
const DEFAULT_REGION: ClusterName = 'away';

/** Asks for the plan without changing anything. */
export async function planRun(session: Session, run: OperationRun, limits: RunLimits): Promise<DryRun> {
  const via = limits.via ?? run.to ?? DEFAULT_REGION;
  return session.options.local
    ? { ending: await planByEngine(session, run, via), via }
    : planByLambda(session, run, via);
}

/**
 * Runs an operation to its end and shows how it goes on. Ctrl-C ends the waiting; where this process itself runs the
 * operation it takes a second one.
 *
 * @param plan what a dry run said, to show what is still to come
 */
export async function carryOut(session: Session, run: OperationRun, limits: RunLimits, plan?: Plan): Promise<Ending> {
  const { io, options, settings, paint } = session;
  const limitMs = settings.operationTimeoutSeconds * 1000;
  const waitMs = limits.timeout === undefined ? limitMs + WAIT_LONGER_MS : limits.timeout * 1000;
  // Not `AbortSignal.timeout`: inside `AbortSignal.any` Node 20 may collect it before it fires.
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), waitMs);
  const progress = startProgress(io, paint);
  if (plan) progress.planned(plan);
  let presses = 0;
  const stopListening = io.onInterrupt(() => {
    presses += 1;
    if (options.local && presses === 1) {
      progress.note('This process runs the operation: press Ctrl-C again to leave it where it is.');
    } else waiting.abort();
  });
  const runOptions = {
    via: limits.via ?? run.to ?? DEFAULT_REGION,
    progress,
    signal: waiting.signal,
  };
  try {
    const ending = options.local
      ? await runByEngine(session, run, { ...runOptions, budgetMs: Math.min(waitMs, limitMs) })
      : await runByLambda(session, run, runOptions);
    // An engine that is left would go on as long as the process does.
    io.endAtOnce = Boolean(options.local) && ending.kind === 'unknown';
    // The answer may come before the journal's last word.
    if (ending.kind === 'result') progress.steps(ending.result.steps);
    return ending;
  } finally {
    clearTimeout(timer);
    stopListening();
    progress.end();
  }
}
