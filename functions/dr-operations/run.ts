import { Deadline } from '../shared/clock';
import { PlanRefusedError, StepError, VaultDrError } from '../shared/errors';
import { pauses } from '../shared/retry';
import type { EngineDependencies } from './engine';
import type { OperationRequest } from './event';
import { changesTheWorld, execute } from './execute';
import type { StepContext, StepResult } from './execute/context';
import type { Journal } from './journal';
import type { AutomaticConsent } from './automatic/consent';
import { takeNotes } from './notes';
import type { Observation } from './observe';
import { WAY_BACK_MS } from './plan/limits';
import { reportClusters, type OperationResult, type StepReport } from './result';
import { RunKnowledge, type RunGuard } from './run-knowledge';
import { RunReport } from './run-report';
import { needsOf, type DonePlan, type Plan, type Refusal, type Round, type Step } from './steps';

/** Upper bound on rounds, so that a changing world cannot loop forever. */
const MOST_ROUNDS = 40;
/** Pauses from the second round on that was overtaken: what a cluster shows is believed after two seconds. */
const WHILE_IT_CHANGES = { firstMs: 50, mostMs: 500 };

export interface RunFrame extends RunGuard {
  readonly operationId: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly journal: Journal;
  /** Asked before each change. @default - a person asked for the operation */
  readonly consent?: AutomaticConsent;
}

/** One operation while it runs: plans, executes the first round of the plan, and plans again. */
export class Run {
  readonly #knowledge: RunKnowledge;
  readonly #report: RunReport;
  /** Whether this run has changed something, or may have. */
  #changed = false;
  #refused: Refusal | undefined;

  constructor(
    private readonly dependencies: EngineDependencies,
    request: OperationRequest,
    private readonly frame: RunFrame,
    private readonly observation: Observation,
  ) {
    const { clock, config, log } = dependencies;
    const { operationId, startedAt, journal } = frame;
    const identity = { operationId, startedAt, request, region: config.region, dns: config.dns };
    this.#knowledge = new RunKnowledge(dependencies, request, frame, observation);
    this.#report = new RunReport(identity, this.#knowledge, journal, () => clock.now());
    log.info('observed', {
      operationId,
      clusters: reportClusters(observation.world),
      records: observation.world.records,
      token: observation.world.token.kind,
      possibleLoss: this.#report.possibleLoss,
    });
  }

  /** Plans without changing anything. */
  dry(): OperationResult {
    const plan = this.#plan();
    return { ...this.#report.result('planned', plan.kind === 'act' ? 'would act' : plan.reason), plan };
  }

  /** @throws VaultDrError only if nothing was changed, and no person has to do the rest */
  async act(): Promise<OperationResult> {
    try {
      const { reason, left } = await this.#untilDone();
      return this.#end(this.#report.result('done', reason, left));
    } catch (error) {
      const isPartial = this.#changed || this.#refused?.isPartial === true;
      if (!isPartial || !(error instanceof VaultDrError)) {
        if (error instanceof VaultDrError) this.#report.writeRefused(error.message);
        throw error;
      }
      this.dependencies.log.error('operation stopped half-way', { type: error.name, reason: error.message });
      const result = this.#report.result('partial', error.message, this.#refused?.left);
      return this.#end({ ...result, error: describeError(error, this.#refused) });
    }
  }

  async #untilDone(): Promise<DonePlan> {
    /** Pauses while one round after the other is overtaken. */
    let changing: Generator<number, never> | undefined;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const plan = this.#plan();
      if (plan.kind === 'done' && (await this.#knowledge.isFresh())) return plan;
      if (plan.kind === 'done') continue;
      if (plan.kind === 'refuse') throw this.#refuse(plan);
      const isOvertaken = await this.#runRound(plan.rounds[0]);
      if (isOvertaken && changing) await this.dependencies.clock.wait(changing.next().value);
      changing = isOvertaken ? (changing ?? pauses(WHILE_IT_CHANGES)) : undefined;
    }
    throw new StepError(
      `The clusters still change after ${MOST_ROUNDS} rounds`,
      'Look at status, then run the same operation again.',
    );
  }

  #plan(): Plan {
    const plan = this.#knowledge.plan();
    this.#report.addPlan(plan);
    this.dependencies.log.info('planned', { operationId: this.frame.operationId, plan });
    this.dependencies.onProgress?.({ kind: 'planned', plan });
    return plan;
  }

  /** The error of a refusal; if a token could not be read, the error of that. */
  #refuse(refused: Refusal): VaultDrError {
    this.#refused = refused;
    const tokenError = refused.refusal === 'token-unusable' ? this.observation.errors.token : undefined;
    const { refusal, reason, remedy } = refused;
    return tokenError ?? new PlanRefusedError({ refusal, reason, remedy, needs: needsOf(refused) });
  }

  /**
   * Runs the steps in parallel. If one fails, the others still end, and then the operation stops.
   *
   * @returns whether one was overtaken
   */
  async #runRound(round: Round): Promise<boolean> {
    if (this.frame.deadline.passed) {
      throw new StepError(
        'The time for this operation is over',
        'Run the same operation again: it continues from what it finds.',
      );
    }
    const results = await Promise.allSettled(round.map((step) => this.#runStep(step)));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    return results.some((result) => result.status === 'fulfilled' && result.value.isOvertaken);
  }

  async #runStep(step: Step): Promise<StepResult> {
    const { clock, onProgress } = this.dependencies;
    const began = clock.now();
    if (changesTheWorld(step)) {
      await this.frame.consent?.mayChange(step, this.#knowledge.world);
      this.#report.writeRunning();
    }
    onProgress?.({ kind: 'step-begun', step });
    try {
      const result = await execute(this.#context(step), step);
      this.#changed ||= result.effect;
      this.#knowledge.add(result);
      const { detail, isRefused } = result;
      this.#reportStep(step, began, { outcome: isRefused ? 'failed' : 'done', ...(detail && { detail }) });
      return result;
    } catch (error) {
      this.#changed ||= changesTheWorld(step);
      const known = error instanceof VaultDrError ? error : undefined;
      const detail = known?.message ?? 'unexpected error';
      this.#reportStep(step, began, { outcome: 'failed', detail, ...(known?.retryable && { retryable: true }) });
      throw error;
    }
  }

  #reportStep(
    { kind, cluster, cause, reason }: Step,
    began: number,
    outcome: Pick<StepReport, 'outcome' | 'detail' | 'retryable'>,
  ): void {
    const { clock, log, onProgress } = this.dependencies;
    const { operationId, startedAt } = this.frame;
    const times = { startMs: began - startedAt, durationMs: clock.now() - began };
    const step: StepReport = { kind, cluster, cause, reason, ...times, ...outcome };
    this.#report.addStep(step);
    log.info('step ended', { operationId, ...step });
    onProgress?.({ kind: 'step-ended', step });
  }

  #context(step: Step): StepContext {
    const { aws, config, clock, log, onProgress, moveNameByHand } = this.dependencies;
    const { replication, credentials, records, evidence } = this.observation;
    return {
      replication,
      evidence,
      route53: aws.route53,
      dns: config.dns,
      nameHealth: aws.nameHealth,
      credentials,
      records,
      moveNameByHand,
      ...(config.heartbeatGraceMs !== undefined && { heartbeatGraceMs: config.heartbeatGraceMs }),
      clock,
      note: takeNotes(log, onProgress),
      mayAct: async (asked) => {
        const isAllowed = await this.#knowledge.allows(asked);
        if (isAllowed) await this.frame.consent?.mayChange(asked, this.#knowledge.world);
        return isAllowed;
      },
      mayTakeBack: () => this.#knowledge.ensureLease(),
      keep: async (promotion) => {
        this.#report.keep(promotion);
        const isKept = await this.frame.journal.flush();
        if (!isKept && promotion) this.#report.keep(undefined);
        return isKept;
      },
      world: this.#knowledge.world,
      deadline: this.#deadlineOf(step),
    };
  }

  /** A step after which the operation may have to be undone leaves the time for that. */
  #deadlineOf({ kind, cluster }: Step): Deadline {
    const { clock } = this.dependencies;
    const { deadline } = this.frame;
    const { demoted } = this.#knowledge.world.run;
    const isForward = kind === 'catch-up' || kind === 'verify' || kind === 'settle' || kind === 'promote';
    const mayBeUndone =
      kind === 'demote' || kind === 'fence' || (isForward && demoted !== undefined && demoted !== cluster);
    return mayBeUndone ? new Deadline(clock, deadline.at - WAY_BACK_MS) : deadline;
  }

  #end(result: OperationResult): OperationResult {
    this.#report.writeEnd(result, this.#refused?.refusal === 'undone');
    const { operationId, outcome, durationMs, left } = result;
    this.dependencies.log.info('operation ended', { operationId, outcome, durationMs, left });
    return result;
  }
}

function describeError(error: VaultDrError, refused: Refusal | undefined): NonNullable<OperationResult['error']> {
  const needs = refused ? needsOf(refused) : [];
  return {
    type: error.name,
    message: error.message,
    ...(refused && { refusal: refused.refusal }),
    ...(needs.length > 0 && { needs }),
  };
}
