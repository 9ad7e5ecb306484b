import type { OperationResult } from '../../functions/dr-operations/result';
import { otherCluster, type ClusterName } from '../../functions/shared/contract';
import { planIn } from '../render/plan';
import type { Session } from '../session';
import { ofThisRelease } from './any-release';
import { followRun } from './follow-run';
import { describeInvocation, invoke, mayRunElsewhere, type Invocation, type NotStarted } from './invoke';
import { JournalReader } from './journal-reader';
import { DEFAULT_VIA, DRY_RUN_MS, standardWording, type OperationEngine, type RunLimits } from './operation-engine';
import { operationsLambda } from './operations-lambda';
import type { OperationRun } from './request';
import { outcomeOfError, outcomeWithoutSteps, type RunOutcome } from './run-outcome';
import { READY_MS, untilReady } from './until-ready';
import { longestWaitMs, watchRun, type Watch } from './watch-run';

/** The call itself has no time limit: the signal and the journal decide how long to wait. */
const NO_LIMIT = 0;

/** Runs operations in the Lambda of one of the two regions. */
export class LambdaEngine implements OperationEngine {
  readonly needsPlan = false;
  readonly wording;
  /** The cluster whose region answered the last dry run. */
  #answered: ClusterName | undefined;

  constructor(
    private readonly session: Session,
    private readonly limits: RunLimits,
  ) {
    this.wording = standardWording(session.settings);
  }

  /** Plans in the first region that answers. */
  async plan(run: OperationRun): Promise<RunOutcome> {
    const { aws, settings, io } = this.session;
    const failures: Failure[] = [];
    for (const cluster of this.#order(run)) {
      const functionName = operationsLambda(settings, cluster);
      const call = (): Promise<Invocation> =>
        invoke(aws.lambda(cluster, DRY_RUN_MS), functionName, { ...run.event, dryRun: true });
      const answer = await untilReady(call, { note: (text) => io.err(`Region of ${cluster}: ${text}`) });
      const outcome = outcomeOfAnswer(answer);
      if (outcome) {
        this.#answered = cluster;
        return outcome;
      }
      failures.push({ cluster, answer });
      if (answer.kind === 'not-started' && !mayRunElsewhere(answer)) break;
    }
    return noLambda(failures);
  }

  async run(run: OperationRun, planned?: RunOutcome): Promise<RunOutcome> {
    const { session, limits } = this;
    // The time that the Lambdas of both regions may need to become ready does not count, unless the operator sets a limit.
    const waitMs = longestWaitMs(session, limits) + (limits.timeout === undefined ? 2 * READY_MS : 0);
    const options = { waitMs, plan: planIn(planned) };
    return outcomeWithoutSteps(planned) ?? watchRun(session, options, (watch) => this.#runOnce(run, watch));
  }

  /**
   * Runs the operation in one region, or in the other one if it certainly has not begun in the first one. It is never
   * started twice: if an answer is lost, the journal and the lease show whether the operation runs.
   */
  async #runOnce(run: OperationRun, watch: Watch): Promise<RunOutcome> {
    const { progress, signal } = watch;
    const failures: Failure[] = [];
    const [first, second] = this.#order(run);
    for (const cluster of [first, second]) {
      const note = (text: string): void => progress.note(`Region of ${cluster}: ${text}`);
      const attempt = await untilReady(() => runInRegion(this.session, run, cluster, watch), { note, signal });
      if (attempt.kind !== 'not-started') return attempt;
      failures.push({ cluster, answer: attempt });
      if (!mayRunElsewhere(attempt) || signal.aborted) break;
      if (cluster === first) note(`${attempt.detail}. Trying the region of ${second}.`);
    }
    return noLambda(failures);
  }

  /** The clusters in the order in which their regions are used. */
  #order({ parsed }: OperationRun): readonly [ClusterName, ClusterName] {
    const first = this.#answered ?? this.limits.via ?? parsed.to ?? DEFAULT_VIA;
    return [first, otherCluster(first)];
  }
}

type Attempt = RunOutcome | NotStarted;

/** Waits for the answer of the Lambda and for the end in the journal, whichever comes first. */
async function runInRegion(
  { aws, settings }: Session,
  { event }: OperationRun,
  cluster: ClusterName,
  { progress, signal }: Watch,
): Promise<Attempt> {
  const journal = new JournalReader(aws.tables(), settings.journalTable);
  const answered = new AbortController();
  const known = new AbortController();
  const calling = invoke(
    aws.lambda(cluster, NO_LIMIT),
    operationsLambda(settings, cluster),
    event,
    AbortSignal.any([signal, known.signal]),
  ).then((answer) => {
    if (!isLost(answer)) answered.abort();
    else if (!signal.aborted && !known.signal.aborted)
      progress.note(`${describeInvocation(answer)}; reading the journal instead`);
    return answer;
  });
  const followed = await followRun(journal, event.actor, progress, AbortSignal.any([signal, answered.signal]));
  known.abort();
  const answer = await calling;
  const outcome = outcomeOfAnswer(answer);
  if (outcome) return outcome;
  if (answer.kind === 'not-started') return answer;
  switch (followed.kind) {
    case 'no-trace':
      return {
        kind: 'not-started',
        why: 'no-trace',
        detail: 'the operation left no trace in the journal or the lease',
      };
    case 'stopped':
      return { kind: 'unknown', detail: 'the waiting was ended', steps: followed.steps };
    default:
      return followed;
  }
}

/** Whether an answer does not say what was done. */
const isLost = (answer: Invocation): boolean =>
  answer.kind === 'unknown' || (answer.kind === 'threw' && outcomeOfError(answer.errorType, '') === undefined);

function outcomeOfAnswer(answer: Invocation): RunOutcome | undefined {
  if (answer.kind === 'answered') return { kind: 'result', result: ofThisRelease<OperationResult>(answer.payload) };
  return answer.kind === 'threw' ? outcomeOfError(answer.errorType, answer.message) : undefined;
}

/** Why the Lambda in the region of a cluster gave no outcome. */
interface Failure {
  readonly cluster: ClusterName;
  readonly answer: Invocation;
}

const noLambda = (failures: readonly Failure[]): RunOutcome => ({
  kind: 'failed',
  errorType: 'NoControlPlane',
  message: [
    `No Lambda could be invoked: ${failures.map(describeFailure).join('; ')}.`,
    ...adviceAfter(failures.map(({ answer }) => answer)),
  ].join(' '),
});

const describeFailure = ({ cluster, answer }: Failure): string =>
  answer.kind === 'not-started' && answer.why === 'credentials'
    ? describeInvocation(answer)
    : `region of ${cluster}: ${describeInvocation(answer)}`;

/** What to do when no Lambda ran the operation. Break-glass is for an AWS that nobody reaches. */
function adviceAfter(answers: readonly Invocation[]): string[] {
  const reasons = answers.map((answer) => (answer.kind === 'not-started' ? answer.why : answer.kind));
  if (reasons.some((why) => why === 'credentials' || why === 'invalid')) return [];
  if (reasons.includes('not-ready')) {
    return ['Repeat the command in some minutes, or run the operation from here with --local.'];
  }
  if (reasons.includes('denied')) return ['Or run the operation from here with --local.'];
  return ['Run the same operation from here with --local, or without AWS with break-glass.'];
}
