import type { DnsConfig } from '../shared/weighted-records';
import { DOCUMENT_VERSION, isTakeover } from './contract';
import type { OperationRequest } from './event';
import type { Journal, JournalEntry } from './journal';
import { nameDueOf } from './name-due';
import { assessDiscard, assessLoss, type Loss } from './plan/loss';
import { survivorOf } from './plan/survivor';
import { warningsOf } from './problems';
import { reportClusters, type OperationResult, type StepReport } from './result';
import type { RunKnowledge } from './run-knowledge';
import type { LeftToDo, Plan } from './steps';
import type { Promotion, World } from './world';

/** Facts of a run that do not change. */
export interface RunIdentity {
  readonly operationId: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly request: OperationRequest;
  /** The AWS region that runs it. */
  readonly region: string;
  /** Where the records of the client name are. */
  readonly dns: DnsConfig;
}

/** Collects what a run does, as its result and as its journal entry. */
export class RunReport {
  readonly possibleLoss: Loss | undefined;
  readonly #steps: StepReport[] = [];
  #firstPlan: Plan | undefined;
  /** Whether the journal has an entry of this run, which then has to be ended. */
  #isInJournal = false;
  #kept: { readonly promotion: Promotion; readonly before: Promotion | undefined } | undefined;

  constructor(
    private readonly identity: RunIdentity,
    private readonly knowledge: RunKnowledge,
    private readonly journal: Journal,
    private readonly now: () => number,
  ) {
    this.possibleLoss = lossOf(identity.request, knowledge.before);
  }

  addPlan(plan: Plan): void {
    this.#firstPlan ??= plan;
  }

  addStep(step: StepReport): void {
    this.#steps.push(step);
    if (this.#isInJournal) this.writeRunning();
  }

  result(outcome: OperationResult['outcome'], summary: string, left: readonly LeftToDo[] = []): OperationResult {
    const { operationId, startedAt, region, request, dns } = this.identity;
    const { operation, to, actor, reason, accept } = request;
    const { before, world } = this.knowledge;
    return {
      version: DOCUMENT_VERSION,
      operationId,
      operation,
      ...(to && { to }),
      actor,
      ...(reason !== undefined && { reason }),
      accept,
      region,
      startedAt: new Date(startedAt).toISOString(),
      durationMs: this.now() - startedAt,
      outcome,
      summary,
      steps: [...this.#steps],
      ...(this.possibleLoss && { possibleLoss: this.possibleLoss }),
      before: reportClusters(before),
      after: reportClusters(world),
      ...(world.records.kind === 'known' && { weights: world.records.weights }),
      ...(before.records.kind === 'known' && { weightsBefore: before.records.weights }),
      left,
      ...(to && left.includes('switch-dns') && { nameDue: nameDueOf(dns, to) }),
      warnings: warningsOf(world),
    };
  }

  /** Begins to write the present state to the journal. @param promotion to write with it; the last known one by default */
  writeRunning(promotion = this.#promotion()): void {
    this.#write(this.result('partial', 'under way'), 'running', promotion);
    this.#isInJournal = true;
  }

  /**
   * Keeps a promotion in every later entry, also if the step that makes it fails, until the world knows a later one.
   *
   * @param promotion `undefined` takes the last one back
   */
  keep(promotion: Promotion | undefined): void {
    this.#kept = promotion && { promotion, before: this.knowledge.world.promotion };
    this.writeRunning();
  }

  #promotion(): Promotion | undefined {
    const known = this.knowledge.world.promotion;
    return this.#kept?.before === known ? (this.#kept?.promotion ?? known) : known;
  }

  /** Writes that the run was refused after it began, if the journal has an entry of it. */
  writeRefused(message: string): void {
    if (!this.#isInJournal) return;
    this.#write(this.result('partial', message), 'refused', this.#promotion());
  }

  /** Writes the end of the run, if the journal has an entry of it or this run completes what an earlier one left open. */
  writeEnd(result: OperationResult, isUndone: boolean): void {
    const { before } = this.knowledge;
    // A completed operation has settled whatever an earlier one left open, unless it does not change roles.
    const isSettled = result.outcome === 'done' && changesRoles(this.identity.request);
    const wasOpen = before.unfinished !== undefined || before.promotion?.proof === 'due';
    const last = this.#promotion();
    const kept = isSettled ? settled(last) : last;
    const promotion = withNameDue(result, decided(result, kept, new Date(this.now()).toISOString()));
    const isDecided = promotion?.cluster !== last?.cluster || promotion?.proof !== kept?.proof;
    // Whoever moves the name relies on an entry that is young.
    const isNameDue = promotion?.nameDue === true && result.left.includes('switch-dns');
    if (!this.#isInJournal && !(isSettled && wasOpen) && !this.#completes(result) && !isNameDue && !isDecided) return;
    this.#write(result, isUndone ? 'undone' : result.outcome, promotion);
  }

  /** Whether a killed run of the same operation has done all of it, and could not write down that it ended. */
  #completes({ outcome, operation, to }: OperationResult): boolean {
    const { unfinished } = this.knowledge.before;
    return outcome === 'done' && unfinished?.operation === operation && (to === undefined || unfinished.to === to);
  }

  /** The entry also has the first plan. */
  #write(result: OperationResult, outcome: JournalEntry['outcome'], promotion: Promotion | undefined): void {
    const plan = this.#firstPlan && { plan: this.#firstPlan };
    this.journal.write({ ...result, ...plan, outcome }, promotion);
  }
}

/** What the operation may lose or discard. */
function lossOf({ operation, to }: OperationRequest, world: World): Loss | undefined {
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
    case 'status':
    case 'fence':
    case 'dns-switch':
      return undefined;
  }
}

const changesRoles = ({ operation }: OperationRequest): boolean => !['dns-switch', 'link', 'fence'].includes(operation);

/** A promotion without a proof, which the operator accepted by completing the operation. */
const settled = (promotion: Promotion | undefined): Promotion | undefined =>
  promotion?.proof === 'due' ? { ...promotion, proof: 'none' } : promotion;

/**
 * The operator has kept a primary although another one was promoted after it, for example by a run that was killed. From now on
 * that one has not taken over, or a later change of the name would lead the clients there.
 */
function decided(
  { operation, outcome, to }: OperationResult,
  last: Promotion | undefined,
  at: string,
): Promotion | undefined {
  const isKept = outcome === 'done' && to !== undefined && isTakeover(operation);
  if (!isKept || last === undefined || last.cluster === to) return last;
  // While the name is due, clients may be on the one that took over. From now on the other one may have more.
  if (last.nameDue === true) return { ...last, proof: 'none' };
  return { cluster: to, at, proof: 'none', hadClients: true, ledByHealth: last.ledByHealth };
}

/** Others may move the name from now on, so the promotion counts as one with clients. */
const withNameDue = ({ to, left }: OperationResult, promotion: Promotion | undefined): Promotion | undefined =>
  promotion && promotion.cluster === to && left.includes('switch-dns')
    ? { ...promotion, hadClients: true, nameDue: true }
    : promotion;
