import { randomUUID } from 'node:crypto';
import { Deadline, type Clock } from '../shared/clock';
import { LeaseError, PlanRefusedError, StepError, VaultDrError } from '../shared/errors';
import type { Log } from '../shared/log';
import type { VaultClients } from '../shared/vault-config';
import type { AwsClients } from './aws-clients';
import type { OperationsConfig } from './config';
import type { ReadCredentials } from './credentials';
import type { OperationRequest } from './event';
import { execute } from './execute';
import type { StepContext, StepResult } from './execute/context';
import { Journal, type JournalEntry } from './journal';
import { Lease } from './lease';
import { observeWorld, type Observation } from './observe';
import { plan } from './plan';
import {
  assessLoss,
  reportClusters,
  statusOf,
  warningsOf,
  type Loss,
  type OperationResult,
  type StatusResult,
  type StepReport,
} from './result';
import type { LeftToDo, Plan, Stage, Step } from './steps';
import type { MoveNameByHand, World } from './world';

export interface EngineDependencies {
  readonly vault: VaultClients;
  readonly aws: AwsClients;
  readonly config: OperationsConfig;
  readonly clock: Clock;
  readonly log: Log;
  /** @default - the batch token in the region's secret */
  readonly readCredentials?: ReadCredentials;
  /** Tells an operator to move the client name. @default - Route 53 is asked to */
  readonly moveNameByHand?: MoveNameByHand;
  /**
   * Go on where no lease table answers, on an operator's word. A lease that somebody holds is respected all the same.
   *
   * @default false
   */
  readonly goesWithoutLease?: boolean;
}

/** A token that ends sooner could expire between two steps. */
const TOKEN_MARGIN_MS = 60_000;
/** More rounds than any plan needs: an end for a world that changes under us for ever. */
const MOST_ROUNDS = 40;

/** Looks, and says what it saw. */
export async function runStatus(dependencies: EngineDependencies): Promise<StatusResult> {
  const journal = openJournal(dependencies);
  const { world } = await observeWorld({ ...dependencies, journal }, dependencies.config);
  return statusOf(world);
}

/**
 * Runs one operation: observe, plan, execute one stage, and again, until nothing is left or the plan refuses.
 *
 * @param budgetMs time for all of it; ends before the Lambda's own
 * @throws VaultDrError only when nothing was changed; whatever happens later is told in the result
 */
export async function runOperation(
  dependencies: EngineDependencies,
  request: OperationRequest,
  budgetMs: number,
): Promise<OperationResult> {
  const { clock } = dependencies;
  const deadline = Deadline.in(clock, budgetMs);
  const startedAt = clock.now();
  const operationId = randomUUID();
  const journal = openJournal(dependencies);
  const observing = observeWorld({ ...dependencies, journal }, dependencies.config);
  if (request.dryRun)
    return new Run(dependencies, request, { operationId, startedAt, deadline, journal }).dry(await observing);

  // Taking the lease and looking around take the same second: side by side. Nothing acts before both are done.
  observing.catch(() => undefined);
  const lease = await takeLease(dependencies, request, operationId);
  try {
    // Whoever held the lease until a moment ago may have changed what was seen meanwhile.
    const seen = lease?.wasHeld ? observeWorld({ ...dependencies, journal }, dependencies.config) : observing;
    return await new Run(dependencies, request, {
      operationId,
      startedAt,
      deadline,
      journal,
      ...(lease && { lease }),
    }).act(await seen);
  } finally {
    await Promise.all([lease?.release(), journal.flush()]);
  }
}

/** @throws LeaseHeldError, LeaseError */
async function takeLease(
  { aws, config, clock, log, goesWithoutLease }: EngineDependencies,
  { operation, actor, to }: OperationRequest,
  operationId: string,
): Promise<Lease | undefined> {
  try {
    return await Lease.acquire({
      tables: aws.tables,
      tableName: config.journalTable,
      decisive: to ?? ownCluster(config),
      operationId,
      holder: `${operation} by ${actor} in ${config.region}`,
      clock,
      log,
    });
  } catch (error) {
    if (!goesWithoutLease || !(error instanceof LeaseError)) throw error;
    log.warn('going on without a lease, on the word of the operator', { error: error.message });
    return undefined;
  }
}

const openJournal = ({ aws, config, log }: EngineDependencies): Journal =>
  new Journal({ tables: aws.tables, tableName: config.journalTable, log });

const ownCluster = ({ region, regions }: OperationsConfig): 'home' | 'away' =>
  region === regions.away ? 'away' : 'home';

interface RunFrame {
  readonly operationId: string;
  readonly startedAt: number;
  readonly deadline: Deadline;
  readonly journal: Journal;
  readonly lease?: Lease;
}

/** The state of one operation while it runs. */
class Run {
  readonly #steps: StepReport[] = [];
  #world!: World;
  #before!: World;
  #loss: Loss | undefined;
  #planned: Plan | undefined;
  #changed = false;
  /** Whether the journal has an entry of this operation, which then needs an end. */
  #kept = false;

  constructor(
    private readonly dependencies: EngineDependencies,
    private readonly request: OperationRequest,
    private readonly frame: RunFrame,
  ) {}

  dry(observation: Observation): OperationResult {
    this.#begin(observation);
    const planned = this.#plan();
    return { ...this.#result('planned', planned.kind === 'act' ? 'would act' : planned.reason), plan: planned };
  }

  async act(observation: Observation): Promise<OperationResult> {
    this.#begin(observation);
    try {
      const { reason, left } = await this.#untilDone(observation);
      return this.#end(this.#result('done', reason, left));
    } catch (error) {
      if (!this.#changed || !(error instanceof VaultDrError)) {
        if (this.#kept && error instanceof VaultDrError) this.#keep('refused', error.message);
        throw error;
      }
      this.dependencies.log.error('operation stopped half-way', { type: error.name, reason: error.message });
      return this.#end({
        ...this.#result('partial', error.message),
        error: { type: error.name, message: error.message },
      });
    }
  }

  #begin({ world }: Observation): void {
    this.#before = world;
    this.#world = world;
    if (this.request.to && this.request.operation !== 'rejoin') this.#loss = assessLoss(world, this.request.to);
    this.dependencies.log.info('observed', {
      operationId: this.frame.operationId,
      clusters: reportClusters(world),
      records: world.records,
      token: world.token.kind,
      possibleLoss: this.#loss,
    });
  }

  async #untilDone(observation: Observation): Promise<{ reason: string; left: readonly LeftToDo[] }> {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const planned = this.#plan();
      if (planned.kind === 'done') return planned;
      if (planned.kind === 'refuse') throw refusal(planned, observation);
      const [stage] = planned.stages;
      await this.#runStage(stage, observation);
    }
    throw new StepError(
      'The world changes faster than it can be dealt with',
      'Look at status, then run the same operation again.',
    );
  }

  #plan(): Plan {
    this.#world = { ...this.#world, now: this.dependencies.clock.now() };
    const planned = plan(this.request, this.#world, {
      maxLagWals: this.dependencies.config.maxLagWals,
      tokenMarginMs: TOKEN_MARGIN_MS,
    });
    this.#planned ??= planned;
    this.dependencies.log.info('planned', { operationId: this.frame.operationId, plan: planned });
    return planned;
  }

  /** Runs the steps side by side. One that fails does not stop its neighbour, but it stops the operation. */
  async #runStage(stage: Stage, observation: Observation): Promise<void> {
    if (this.frame.deadline.passed) {
      throw new StepError(
        'The time for this operation is over',
        'Run the same operation again: it carries on from what is there.',
      );
    }
    this.frame.lease?.assertHeld();
    const context = this.#context(observation);
    const results = await Promise.allSettled(stage.map((step) => this.#runStep(context, step)));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  async #runStep(context: StepContext, step: Step): Promise<void> {
    const { clock, log } = this.dependencies;
    const began = clock.now();
    const report = (outcome: StepReport['outcome'], detail?: string): void => {
      const startMs = began - this.frame.startedAt;
      const { kind, cluster, reason } = step;
      const entry = {
        kind,
        cluster,
        reason,
        startMs,
        durationMs: clock.now() - began,
        outcome,
        ...(detail && { detail }),
      };
      this.#steps.push(entry);
      log.info('step ended', { operationId: this.frame.operationId, ...entry });
      if (this.#kept) this.#keep('running', 'under way');
    };
    if (changesTheWorld(step)) this.#keep('running', 'under way');
    try {
      const result = await execute(context, step);
      this.#changed ||= result.effect;
      this.#merge(result);
      report('done', result.detail);
    } catch (error) {
      this.#changed ||= changesTheWorld(step);
      report('failed', error instanceof VaultDrError ? error.message : 'unexpected error');
      throw error;
    }
  }

  #context({ credentials, records }: Observation): StepContext {
    const { vault, aws, config, clock, log, moveNameByHand } = this.dependencies;
    return {
      vault,
      route53: aws.route53,
      dns: config.dns,
      credentials,
      records,
      moveNameByHand,
      clusterAddresses: config.clusterAddresses,
      linkCaFile: config.linkCaFile,
      probeTimeoutMs: config.vault.probeTimeoutMs,
      clock,
      log,
      assertHeld: () => this.frame.lease?.assertHeld(),
      keepReceived: async (received) => {
        this.#keep('running', 'under way', received);
        return this.frame.journal.flush();
      },
      world: this.#world,
      deadline: this.frame.deadline,
    };
  }

  #merge({ run, clusters, records }: StepResult): void {
    this.#world = {
      ...this.#world,
      clusters: { ...this.#world.clusters, ...clusters },
      ...(records && { records }),
      run: { ...this.#world.run, ...run },
    };
  }

  /** Tells the journal how far it has come, in the background. */
  #keep(outcome: JournalEntry['outcome'], summary: string, received = this.#world.run.received): void {
    this.#kept = true;
    this.frame.journal.write({ ...this.#entry(this.#result('partial', summary)), outcome }, received);
  }

  /** The journal keeps the plan too, as it was at the beginning. */
  #entry = (result: OperationResult): OperationResult => ({ ...result, ...(this.#planned && { plan: this.#planned }) });

  #end(result: OperationResult): OperationResult {
    // An operation that is done has settled whatever one before it left open.
    const { unfinished, run } = this.#before;
    const received = result.outcome === 'done' ? undefined : this.#world.run.received;
    if (this.#kept || unfinished || run.received) this.frame.journal.write(this.#entry(result), received);
    this.dependencies.log.info('operation ended', {
      operationId: result.operationId,
      outcome: result.outcome,
      durationMs: result.durationMs,
      left: result.left,
    });
    return result;
  }

  #result(outcome: OperationResult['outcome'], summary: string, left: readonly LeftToDo[] = []): OperationResult {
    const { operation, to, actor, reason, force } = this.request;
    const { records } = this.#world;
    return {
      operationId: this.frame.operationId,
      operation,
      ...(to && { to }),
      actor,
      ...(reason !== undefined && { reason }),
      force,
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
      left,
      warnings: warningsOf(this.#world),
    };
  }
}

/** Whether a step may change the clusters or the name, so that a run that failed in it did not leave all as it was. */
const changesTheWorld = ({ kind }: Step): boolean =>
  kind === 'demote' || kind === 'promote' || kind === 'switch-dns' || kind === 'link';

/** A refusal as an error: the typed one behind it where there is one. */
function refusal({ reason, lift, because }: Plan & { kind: 'refuse' }, { errors }: Observation): VaultDrError {
  return (because && errors[because]) ?? new PlanRefusedError(reason, lift);
}
