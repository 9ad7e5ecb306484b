import { Deadline } from '../shared/clock';
import { PlanRefusedError, StepError, VaultDrError } from '../shared/errors';
import type { EngineDependencies } from './engine';
import { DECISIVE_ROUNDS } from './evidence';
import type { OperationRequest } from './event';
import { execute } from './execute';
import type { StepContext, StepResult } from './execute/context';
import type { Journal, JournalEntry } from './journal';
import type { Lease } from './lease';
import type { Observation } from './observe';
import { plan } from './plan';
import { withoutWhatDidNotHold } from './plan/held';
import { WAY_BACK_MS } from './plan/limits';
import { assessDiscard, assessLoss, type Loss } from './plan/loss';
import { survivorOf } from './plan/survivor';
import { reportClusters, warningsOf, type OperationResult, type StepReport } from './result';
import { needsOf, type LeftToDo, type Plan, type Refusal, type Stage, type Step } from './steps';
import type { Promotion, World } from './world';

/** More rounds than any plan needs: an end for a world that changes under us for ever. */
const MOST_ROUNDS = 40;

export interface RunFrame {
  readonly operationId: string;
  readonly startedAt: number;
  readonly deadline: Deadline;
  readonly journal: Journal;
  /** `none`: it goes on without one, on an operator's word. @default - a dry run, which locks nothing */
  readonly lease?: Lease | 'none';
}

/** One operation while it runs. */
export class Run {
  readonly #steps: StepReport[] = [];
  readonly #before: World;
  readonly #loss: Loss | undefined;
  #world: World;
  #planned: Plan | undefined;
  #refused: Refusal | undefined;
  #changed = false;
  /** Whether the journal has an entry of this operation, which then needs an end. */
  #kept = false;

  constructor(
    private readonly dependencies: EngineDependencies,
    private readonly request: OperationRequest,
    private readonly frame: RunFrame,
    private readonly observation: Observation,
  ) {
    const { world } = observation;
    this.#before = world;
    this.#world = world;
    this.#loss = announce(request, world);
    dependencies.log.info('observed', {
      operationId: frame.operationId,
      clusters: reportClusters(world),
      records: world.records,
      token: world.token.kind,
      possibleLoss: this.#loss,
    });
  }

  dry(): OperationResult {
    const planned = this.#plan();
    return { ...this.#result('planned', planned.kind === 'act' ? 'would act' : planned.reason), plan: planned };
  }

  async act(): Promise<OperationResult> {
    try {
      const { reason, left } = await this.#untilDone();
      return this.#end(this.#result('done', reason, left));
    } catch (error) {
      if (!this.#changed || !(error instanceof VaultDrError)) {
        if (this.#kept && error instanceof VaultDrError) this.#keep('refused', error.message);
        throw error;
      }
      this.dependencies.log.error('operation stopped half-way', { type: error.name, reason: error.message });
      const needs = this.#refused ? needsOf(this.#refused) : [];
      return this.#end({
        ...this.#result('partial', error.message, this.#refused?.left),
        error: { type: error.name, message: error.message, ...(needs.length > 0 && { needs }) },
      });
    }
  }

  async #untilDone(): Promise<{ reason: string; left: readonly LeftToDo[] }> {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const planned = this.#plan();
      if (planned.kind === 'done' && (await this.#isSure())) return planned;
      if (planned.kind === 'done') continue;
      if (planned.kind === 'refuse') throw this.#refuse(planned);
      await this.#runStage(planned.stages[0]);
    }
    throw new StepError(
      'The world changes faster than it can be dealt with',
      'Look at status, then run the same operation again.',
    );
  }

  /** Whether the looks are fresh; looks again where they are not, so that the next plan rests on them. */
  async #isSure(): Promise<boolean> {
    const { evidence } = this.observation;
    if (evidence.isFresh) return true;
    await evidence.lookAtBoth(DECISIVE_ROUNDS);
    return false;
  }

  #plan(): Plan {
    const planned = this.#decide();
    this.#planned ??= planned;
    this.dependencies.log.info('planned', { operationId: this.frame.operationId, plan: planned });
    return planned;
  }

  /** Asks the planner about the world as it is known now. */
  #decide(): Plan {
    const { clock, config } = this.dependencies;
    const { lease } = this.frame;
    const clusters = this.observation.evidence.clusters();
    this.#world = {
      ...this.#world,
      now: clock.now(),
      clusters,
      run: withoutWhatDidNotHold({ run: this.#world.run, clusters }),
      ...(lease !== undefined && {
        lease: lease === 'none' ? 'none' : lease.coverage,
        hasWitness: this.dependencies.aws.tables.witness !== undefined,
        remainingMs: this.frame.deadline.remainingMs(),
      }),
    };
    return plan(this.request, this.#world, config);
  }

  /** A refusal as an error: the typed one behind it where there is one. */
  #refuse(refused: Refusal): VaultDrError {
    this.#refused = refused;
    const { errors } = this.observation;
    const typed = refused.because && errors[refused.because];
    return typed ?? new PlanRefusedError(refused.reason, refused.lift, needsOf(refused));
  }

  /** Runs the steps side by side. One that fails does not stop its neighbour, but it stops the operation. */
  async #runStage(stage: Stage): Promise<void> {
    if (this.frame.deadline.passed) {
      throw new StepError(
        'The time for this operation is over',
        'Run the same operation again: it carries on from what is there.',
      );
    }
    const results = await Promise.allSettled(stage.map((step) => this.#runStep(step)));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  async #runStep(step: Step): Promise<void> {
    const { clock, log } = this.dependencies;
    const began = clock.now();
    const report = (outcome: StepReport['outcome'], detail?: string, retryable = false): void => {
      const startMs = began - this.frame.startedAt;
      const { kind, cluster, reason } = step;
      const durationMs = clock.now() - began;
      const entry: StepReport = {
        kind,
        cluster,
        reason,
        startMs,
        durationMs,
        outcome,
        ...(detail && { detail }),
        ...(retryable && { retryable }),
      };
      this.#steps.push(entry);
      log.info('step ended', { operationId: this.frame.operationId, ...entry });
      if (this.#kept) this.#keep('running', 'under way');
    };
    if (changesTheWorld(step)) this.#keep('running', 'under way');
    try {
      const result = await execute(this.#context(step), step);
      this.#changed ||= result.effect;
      this.#merge(result);
      report('done', result.detail);
    } catch (error) {
      this.#changed ||= changesTheWorld(step);
      const known = error instanceof VaultDrError ? error : undefined;
      report('failed', known?.message ?? 'unexpected error', known?.retryable);
      throw error;
    }
  }

  #context(step: Step): StepContext {
    const { vault, aws, config, clock, log, moveNameByHand } = this.dependencies;
    const { credentials, records, evidence } = this.observation;
    return {
      vault,
      evidence,
      route53: aws.route53,
      dns: config.dns,
      credentials,
      records,
      moveNameByHand,
      clusterAddresses: config.clusterAddresses,
      linkCaFile: config.linkCaFile,
      ...(config.heartbeatGraceMs !== undefined && { heartbeatGraceMs: config.heartbeatGraceMs }),
      clock,
      log,
      mayAct: (asked) => this.#mayAct(asked),
      keep: (promotion) => {
        this.#keep('running', 'under way', promotion);
        return this.frame.journal.flush();
      },
      world: this.#world,
      deadline: this.#deadlineOf(step),
    };
  }

  /** Whoever takes a role away keeps the time for the way back. */
  #deadlineOf({ kind, cluster }: Step): Deadline {
    const { clock } = this.dependencies;
    const { deadline } = this.frame;
    const { demoted } = this.#world.run;
    const isWayThere = kind === 'catch-up' || kind === 'verify' || kind === 'settle' || kind === 'promote';
    const canGoBack = kind === 'demote' || (isWayThere && demoted !== undefined && demoted !== cluster);
    return canGoBack ? new Deadline(clock, deadline.at - WAY_BACK_MS) : deadline;
  }

  async #mayAct(step: Step): Promise<boolean> {
    const { evidence } = this.observation;
    await this.#ensureHeld();
    if (!evidence.isFresh) {
      await evidence.lookAtBoth(DECISIVE_ROUNDS);
      await this.#ensureHeld();
    }
    const planned = this.#decide();
    return (
      planned.kind === 'act' &&
      planned.stages[0].some(({ kind, cluster }) => kind === step.kind && cluster === step.cluster)
    );
  }

  async #ensureHeld(): Promise<void> {
    const { lease } = this.frame;
    if (lease !== undefined && lease !== 'none') await lease.ensureHeld();
  }

  #merge({ run, promotion, records }: StepResult): void {
    this.#world = {
      ...this.#world,
      ...(records && { records }),
      ...(promotion && { promotion }),
      run: { ...this.#world.run, ...run },
    };
  }

  /** Tells the journal how far it has come, in the background. */
  #keep(outcome: JournalEntry['outcome'], summary: string, promotion = this.#world.promotion): void {
    this.#kept = true;
    this.frame.journal.write({ ...this.#entry(this.#result('partial', summary)), outcome }, promotion);
  }

  /** The journal keeps the plan too, as it was at the beginning. */
  #entry = (result: OperationResult): OperationResult => ({ ...result, ...(this.#planned && { plan: this.#planned }) });

  #end(result: OperationResult): OperationResult {
    // An operation that is done has settled whatever one before it left open. One that leaves the roles alone has not.
    const isDone = result.outcome === 'done' && settlesRoles(this.request);
    const wasOpen = this.#before.unfinished !== undefined || this.#before.promotion?.proof === 'due';
    if (this.#kept || (isDone && wasOpen)) {
      const outcome = this.#refused?.isUndone ? 'undone' : result.outcome;
      const promotion = isDone ? settled(this.#world.promotion) : this.#world.promotion;
      this.frame.journal.write({ ...this.#entry(result), outcome }, promotion);
    }
    this.dependencies.log.info('operation ended', {
      operationId: result.operationId,
      outcome: result.outcome,
      durationMs: result.durationMs,
      left: result.left,
    });
    return result;
  }

  #result(outcome: OperationResult['outcome'], summary: string, left: readonly LeftToDo[] = []): OperationResult {
    const { operation, to, actor, reason, accept } = this.request;
    const { records } = this.#world;
    return {
      operationId: this.frame.operationId,
      operation,
      ...(to && { to }),
      actor,
      ...(reason !== undefined && { reason }),
      accept,
      region: this.dependencies.config.region,
      startedAt: new Date(this.frame.startedAt).toISOString(),
      durationMs: this.dependencies.clock.now() - this.frame.startedAt,
      outcome,
      summary,
      steps: [...this.#steps],
      ...(this.#loss && { possibleLoss: this.#loss }),
      before: reportClusters(this.#before),
      after: reportClusters(this.#world),
      ...(records.kind === 'known' && { weights: records.weights }),
      ...(this.#before.records.kind === 'known' && { weightsBefore: this.#before.records.weights }),
      left,
      warnings: warningsOf(this.#world),
    };
  }
}

/** What the operation may lose, or discards; told before anything is done. */
function announce({ operation, to }: OperationRequest, world: World): Loss | undefined {
  switch (operation) {
    case 'rejoin':
    case 'link': {
      const survivor = survivorOf(world, to);
      return typeof survivor === 'string' ? assessDiscard(world, survivor) : undefined;
    }
    case 'switchover':
    case 'failback':
    case 'failover':
      return to && assessLoss(world, to);
    default:
      return undefined;
  }
}

const settlesRoles = ({ operation }: OperationRequest): boolean => operation !== 'dns-switch' && operation !== 'link';

/** A promotion whose operation is done without a proof, because somebody took that upon himself. */
const settled = (promotion: Promotion | undefined): Promotion | undefined =>
  promotion?.proof === 'due' ? { ...promotion, proof: 'none' } : promotion;

/** Whether a step may change the clusters or the name, so that a run that failed in it did not leave all as it was. */
const changesTheWorld = ({ kind }: Step): boolean =>
  kind === 'demote' || kind === 'promote' || kind === 'switch-dns' || kind === 'link';
