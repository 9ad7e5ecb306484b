import { runOperation, runStatus, type EngineDependencies } from '../../functions/dr-operations/engine';
import type { OperationRequest } from '../../functions/dr-operations/event';
import type { StatusResult, StepReport } from '../../functions/dr-operations/result';
import { startClock } from '../../functions/shared/clock';
import type { ClusterName } from '../../functions/shared/contract';
import { VaultDrError } from '../../functions/shared/errors';
import type { OnProgress } from '../../functions/dr-operations/notes';
import type { Log } from '../../functions/shared/log';
import { closeVaultClients, openVaultClients } from '../../functions/shared/vault-config';
import { planIn } from '../render/plan';
import type { Session } from '../session';
import { engineConfig } from './engine-config';
import { DEFAULT_VIA, DRY_RUN_MS, standardWording, type OperationEngine, type RunLimits } from './operation-engine';
import type { OperationRun } from './request';
import { outcomeOfError, outcomeWithoutSteps, type Progress, type RunOutcome } from './run-outcome';
import { longestWaitMs, watchRun, type Watch } from './watch-run';

/** Runs operations in this process: the same engine, journal and lease as the Lambda, with the operator's AWS credentials. */
export class LocalEngine implements OperationEngine {
  readonly needsPlan = false;
  readonly wording;

  constructor(
    private readonly session: Session,
    private readonly limits: RunLimits,
  ) {
    this.wording = standardWording(session.settings);
  }

  plan({ parsed }: OperationRun): Promise<RunOutcome> {
    return runInProcess(this.session, { ...parsed, dryRun: true }, { via: this.#via(parsed), budgetMs: DRY_RUN_MS });
  }

  async run({ parsed }: OperationRun, planned?: RunOutcome): Promise<RunOutcome> {
    const { session, limits } = this;
    const waitMs = longestWaitMs(session, limits);
    const budgetMs = Math.min(waitMs, session.settings.operationTimeoutSeconds * 1000);
    const firstInterrupt = 'This process runs the operation. Press Ctrl-C again to abandon it.';
    const options = { waitMs, plan: planIn(planned), firstInterrupt };
    const outcome =
      outcomeWithoutSteps(planned) ??
      (await session.io.runToEnd(() =>
        watchRun(session, options, (watch) => this.#runUntilSignal(parsed, budgetMs, watch)),
      ));
    // An engine that was abandoned would keep running until the process exits.
    session.io.endAtOnce = outcome.kind === 'unknown';
    return outcome;
  }

  async #runUntilSignal(parsed: OperationRequest, budgetMs: number, { progress, signal }: Watch): Promise<RunOutcome> {
    const steps: StepReport[] = [];
    const options = { via: this.#via(parsed), budgetMs, onProgress: toProgress(progress, steps) };
    const abandoned = new Promise<RunOutcome>((resolve) => {
      const detail = 'the operation was abandoned';
      signal.addEventListener('abort', () => resolve({ kind: 'unknown', detail, steps: [...steps] }), { once: true });
    });
    return Promise.race([runInProcess(this.session, parsed, options), abandoned]);
  }

  #via = ({ to }: OperationRequest): ClusterName => this.limits.via ?? to ?? DEFAULT_VIA;
}

export interface InProcessOptions {
  /** Cluster whose region's secret and lease table are used. */
  readonly via: ClusterName;
  readonly budgetMs: number;
  /** Observes the operation. @default - nothing observes it */
  readonly onProgress?: OnProgress;
  /** Dependencies that differ from those of the Lambda. @default - none */
  readonly special?: Partial<EngineDependencies>;
}

/** Runs the engine once in this process. @throws Error for errors that are not the engine's */
export async function runInProcess(
  session: Session,
  request: OperationRequest,
  { via, budgetMs, onProgress, special }: InProcessOptions,
): Promise<RunOutcome> {
  try {
    const result = await withEngine(session, { via }, (dependencies) =>
      runOperation({ ...dependencies, ...(onProgress && { onProgress }), ...special }, request, budgetMs),
    );
    return { kind: 'result', result };
  } catch (error) {
    const outcome = error instanceof VaultDrError ? outcomeOfError(error.name, error.message) : undefined;
    if (outcome) return outcome;
    throw error;
  }
}

/** Reads the status from this process, with the token in the region of a cluster. */
export const localStatus = (session: Session, via: ClusterName): Promise<StatusResult> =>
  withEngine(session, { via }, runStatus);

/** A log that discards everything. */
const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function withEngine<T>(
  { settings, aws }: Session,
  { via }: Pick<InProcessOptions, 'via'>,
  use: (dependencies: EngineDependencies) => Promise<T>,
): Promise<T> {
  const config = engineConfig(settings, via);
  const vault = openVaultClients(config.vault);
  try {
    return await use({ vault, aws: aws.engine(via), config, clock: startClock(), log: SILENT });
  } finally {
    closeVaultClients(vault);
  }
}

/** Shows the progress of the engine, and collects the steps that have ended. */
export const toProgress =
  (progress: Progress, steps: StepReport[]): OnProgress =>
  (event) => {
    switch (event.kind) {
      case 'planned':
        return progress.planned(event.plan);
      case 'step-begun':
        return;
      case 'step-ended':
        steps.push(event.step);
        return progress.steps([...steps]);
      case 'note':
        if (event.note.level === 'warn') progress.note(event.note.text);
    }
  };
