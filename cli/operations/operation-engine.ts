import type { OperationResult } from '../../functions/dr-operations/result';
import type { Plan } from '../../functions/dr-operations/steps';
import type { ClusterName } from '../../functions/shared/contract';
import type { EnvironmentSettings } from '../config';
import { callsOf, CALLS_NOTE, type PlannedStep } from '../render/calls';
import { commandLine, type CommandOf } from '../render/command-line';
import type { OperationRun } from './request';
import type { RunOutcome } from './run-outcome';

/** Plans and runs operations: in a Lambda, in this process, or in this process with key shares. */
export interface OperationEngine {
  /** How this engine differs for the operator. */
  readonly wording: EngineWording;
  /** Whether `run` needs a plan also when nobody has to confirm it. */
  readonly needsPlan: boolean;
  /** Plans an operation without changing anything. */
  plan(run: OperationRun): Promise<RunOutcome>;
  /**
   * Runs an operation to its end and shows its progress.
   *
   * @param planned outcome of `plan` @default - not planned before
   */
  run(run: OperationRun, planned?: RunOutcome): Promise<RunOutcome>;
}

/** Texts that depend on the engine. */
export interface EngineWording {
  /** Writes the command line for a request. */
  readonly commandOf: CommandOf;
  /** The exact calls of a plan; steps in one inner list run in parallel. */
  readonly callsOf: (plan: Plan & { kind: 'act' }, before: OperationResult['before']) => PlannedStep[][];
  /** Which token goes where, for a dry run. */
  readonly tokenNote: string;
  /** End of the question for confirmation. @default - none */
  readonly questionSuffix?: string;
}

/** The wording of an engine that has the operation token of a region. */
export const standardWording = (settings: EnvironmentSettings): EngineWording => ({
  commandOf: (request) => commandLine(settings, request),
  callsOf: (plan, before) => callsOf(settings, plan, before),
  tokenNote: CALLS_NOTE[settings.replication],
});

/** Options of every run. */
export interface RunLimits {
  /** Cluster whose region is used first. @default - the cluster that becomes primary */
  readonly via?: ClusterName;
  /** Longest wait, seconds. @default - a little more than the time limit of an operation */
  readonly timeout?: number;
}

/** The region that runs an operation without a target (a rejoin), unless the operator chooses one. */
export const DEFAULT_VIA: ClusterName = 'away';

/** Limit for a dry run. It observes once and changes nothing. */
export const DRY_RUN_MS = 15_000;
