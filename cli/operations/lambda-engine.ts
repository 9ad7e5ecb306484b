import type { OperationResult } from '../../functions/dr-operations/result';
import { otherCluster, type ClusterName } from '../../functions/shared/contract';
import { planIn } from '../render/plan';
import type { Session } from '../session';
import { followRun } from './follow-run';
import { describeInvocation, invoke, type Invocation } from './invoke';
import { JournalReader } from './journal-reader';
import { DEFAULT_VIA, DRY_RUN_MS, standardWording, type OperationEngine, type RunLimits } from './operation-engine';
import type { OperationRun } from './request';
import { outcomeOfError, outcomeWithoutSteps, type RunOutcome } from './run-outcome';
import { longestWaitMs, watchRun, type Watch } from './watch-run';

/** The call itself has no time limit: the signal and the journal decide how long to wait. */
const NO_LIMIT = 0;

/** Runs operations in the Lambda `dr-operations` of one of the two regions. */
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
    const { aws, settings } = this.session;
    const failures: string[] = [];
    for (const cluster of this.#order(run)) {
      const functionName = settings[cluster].functions['dr-operations'];
      const answer = await invoke(aws.lambda(cluster, DRY_RUN_MS), functionName, { ...run.event, dryRun: true });
      const outcome = outcomeOfAnswer(answer);
      if (outcome) {
        this.#answered = cluster;
        return outcome;
      }
      failures.push(`region of ${cluster}: ${describeInvocation(answer)}`);
    }
    return noLambda(failures);
  }

  async run(run: OperationRun, planned?: RunOutcome): Promise<RunOutcome> {
    const { session, limits } = this;
    const options = { waitMs: longestWaitMs(session, limits), plan: planIn(planned) };
    return outcomeWithoutSteps(planned) ?? watchRun(session, options, (watch) => this.#runOnce(run, watch));
  }

  /**
   * Runs the operation in one region, or in the other one if it certainly has not begun in the first one. It is never
   * started twice: if an answer is lost, the journal and the lease show whether the operation runs.
   */
  async #runOnce(run: OperationRun, watch: Watch): Promise<RunOutcome> {
    const failures: string[] = [];
    const [first, second] = this.#order(run);
    for (const cluster of [first, second]) {
      const attempt = await runInRegion(this.session, run, cluster, watch);
      if (attempt.kind !== 'not-begun') return attempt;
      failures.push(`region of ${cluster}: ${attempt.detail}`);
      if (!attempt.elsewhere) break;
      if (cluster === first)
        watch.progress.note(`Region of ${first}: ${attempt.detail}. Trying the region of ${second}.`);
    }
    return noLambda(failures);
  }

  /** The clusters in the order in which their regions are used. */
  #order({ parsed }: OperationRun): readonly [ClusterName, ClusterName] {
    const first = this.#answered ?? this.limits.via ?? parsed.to ?? DEFAULT_VIA;
    return [first, otherCluster(first)];
  }
}

type Attempt = RunOutcome | { readonly kind: 'not-begun'; readonly detail: string; readonly elsewhere: boolean };

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
    settings[cluster].functions['dr-operations'],
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
  if (answer.kind === 'not-started') return { ...answer, kind: 'not-begun' };
  switch (followed.kind) {
    case 'no-trace':
      return { kind: 'not-begun', detail: 'the operation left no trace in the journal or the lease', elsewhere: true };
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
  if (answer.kind === 'answered') return { kind: 'result', result: answer.payload as OperationResult };
  return answer.kind === 'threw' ? outcomeOfError(answer.errorType, answer.message) : undefined;
}

const noLambda = (failures: readonly string[]): RunOutcome => ({
  kind: 'failed',
  errorType: 'NoControlPlane',
  message:
    `No Lambda could be invoked: ${failures.join('; ')}. ` +
    'Run the same operation from here with --local, or without AWS with break-glass.',
});
