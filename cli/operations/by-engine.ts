import { runOperation, type EngineDependencies } from '../../functions/dr-operations/engine';
import { parseOperationEvent } from '../../functions/dr-operations/event';
import type { StepReport } from '../../functions/dr-operations/result';
import type { Plan } from '../../functions/dr-operations/steps';
import type { ClusterName } from '../../functions/shared/contract';
import { VaultDrError } from '../../functions/shared/errors';
import type { Log } from '../../functions/shared/log';
import type { Session } from '../session';
import type { RunOptions } from './by-lambda';
import { endingOf, type Ending, type Progress } from './ending';
import { withEngine } from './local';
import type { OperationRun } from './request';

/** A dry run looks once, and never waits for anything. */
const DRY_RUN_MS = 15_000;

/** Plans in this process, with the token that the region of `via` keeps. */
export const planByEngine = (session: Session, { event }: OperationRun, via: ClusterName): Promise<Ending> =>
  runEngine(session, { ...event, dryRun: true }, { via, budgetMs: DRY_RUN_MS });

/** Runs an operation in this process: the Lambda's engine, journal and lease, and the operator's AWS credentials. */
export async function runByEngine(
  session: Session,
  { event }: OperationRun,
  { via, progress, signal, budgetMs }: RunOptions & { readonly budgetMs: number },
): Promise<Ending> {
  const steps: StepReport[] = [];
  const running = runEngine(session, event, { via, budgetMs, log: toProgress(progress, steps) });
  const left = new Promise<Ending>((resolve) => {
    signal.addEventListener(
      'abort',
      () => resolve({ kind: 'unknown', detail: 'it was left where it was', steps: [...steps] }),
      { once: true },
    );
  });
  return Promise.race([running, left]);
}

export interface EngineRun {
  readonly via: ClusterName;
  readonly budgetMs: number;
  readonly log?: Log;
  /** What this run does differently from the Lambda. @default - nothing */
  readonly special?: Partial<EngineDependencies>;
}

/** Runs the engine once. @returns how it ended, also where it threw; what is none of its errors is thrown */
export async function runEngine(
  session: Session,
  event: object,
  { via, budgetMs, log, special }: EngineRun,
): Promise<Ending> {
  try {
    const result = await withEngine(session, { region: via, ...(log && { log }) }, (dependencies) =>
      runOperation({ ...dependencies, ...special }, parseOperationEvent(event), budgetMs),
    );
    return { kind: 'result', result };
  } catch (error) {
    const ending = error instanceof VaultDrError ? endingOf(error.name, error.message) : undefined;
    if (ending) return ending;
    throw error;
  }
}

/** The engine tells what it does by its log. */
export const toProgress = (progress: Progress, steps: StepReport[]): Log => ({
  info: (message, ...[fields]) => {
    if (message === 'planned') progress.planned((fields as { plan: Plan }).plan);
    if (message === 'step ended') {
      steps.push(fields as unknown as StepReport);
      progress.steps([...steps]);
    }
  },
  warn: (message) => progress.note(typeof message === 'string' ? message : message.message),
  error: () => undefined, // the ending says it
});
