import type { OperationResult } from '../../functions/dr-operations/result';
import { otherCluster, type ClusterName } from '../../functions/shared/contract';
import type { Session } from '../session';
import { endingOf, type Ending, type Progress } from './ending';
import { follow } from './follow';
import { describeInvocation, invoke, type Invocation } from './invoke';
import { JournalReader } from './journal';
import type { OperationRun } from './request';

export interface RunOptions {
  /** Region whose control plane is used first. */
  readonly via: ClusterName;
  readonly progress: Progress;
  /** Ends the waiting, not the operation. */
  readonly signal: AbortSignal;
}

/** A dry run takes some seconds and changes nothing, so that the other region may be tried soon. */
const DRY_RUN_MS = 15_000;
/** No limit of the call's own: `signal` and the journal decide how long it is worth waiting. */
const UNTIL_SIGNALLED = 0;

/** Plans without changing anything, in whichever region answers. */
export async function planByLambda(
  { aws, settings }: Session,
  { event }: OperationRun,
  via: ClusterName,
): Promise<{ readonly ending: Ending; readonly via: ClusterName }> {
  const failures: string[] = [];
  for (const region of [via, otherCluster(via)]) {
    const functionName = settings[region].functions['dr-operations'];
    const answer = await invoke(aws.lambda(region, DRY_RUN_MS), functionName, { ...event, dryRun: true });
    const ending = endingOfAnswer(answer);
    if (ending) return { ending, via: region };
    failures.push(`${region}'s region: ${describeInvocation(answer)}`);
  }
  return { ending: notCallable(failures), via };
}

/**
 * Runs an operation in one region, or in the other one where it certainly has not begun. It is never started twice: an
 * answer that is lost is looked for in the journal and the lease first.
 */
export async function runByLambda(session: Session, run: OperationRun, options: RunOptions): Promise<Ending> {
  const { via, progress } = options;
  const failures: string[] = [];
  for (const region of [via, otherCluster(via)]) {
    const attempt = await runInRegion(session, run, region, options);
    if (attempt.kind !== 'not-begun') return attempt;
    failures.push(`${region}'s region: ${attempt.detail}`);
    if (!attempt.elsewhere) break;
    if (region === via) progress.note(`${region}'s region: ${attempt.detail}. Trying ${otherCluster(via)}'s region.`);
  }
  return notCallable(failures);
}

type Attempt = Ending | { readonly kind: 'not-begun'; readonly detail: string; readonly elsewhere: boolean };

/** Waits for the Lambda's answer and for its traces, whichever tells the end first. */
async function runInRegion(
  { aws, settings }: Session,
  { event }: OperationRun,
  region: ClusterName,
  { progress, signal }: RunOptions,
): Promise<Attempt> {
  const journal = new JournalReader(aws.tables(), settings.journalTable);
  const answered = new AbortController();
  const known = new AbortController();
  const calling = invoke(
    aws.lambda(region, UNTIL_SIGNALLED),
    settings[region].functions['dr-operations'],
    event,
    AbortSignal.any([signal, known.signal]),
  ).then((answer) => {
    if (!isLost(answer)) answered.abort();
    else if (!signal.aborted && !known.signal.aborted)
      progress.note(`${describeInvocation(answer)}; looking into the journal`);
    return answer;
  });
  const trail = await follow(journal, event.actor, progress, AbortSignal.any([signal, answered.signal]));
  known.abort();
  const answer = await calling;
  const ending = endingOfAnswer(answer);
  if (ending) return ending;
  if (answer.kind === 'not-started') return { ...answer, kind: 'not-begun' };
  switch (trail.kind) {
    case 'traceless':
      return { kind: 'not-begun', detail: 'it gives no sign of life', elsewhere: true };
    case 'left':
      return { kind: 'unknown', detail: 'nobody waits for it any more', steps: trail.steps };
    default:
      return trail;
  }
}

/** An answer that tells nothing about what was done. */
const isLost = (answer: Invocation): boolean =>
  answer.kind === 'unknown' || (answer.kind === 'threw' && endingOf(answer.errorType, '') === undefined);

function endingOfAnswer(answer: Invocation): Ending | undefined {
  // The Lambda is of the same release, or its answer has at least the same shape.
  if (answer.kind === 'answered') return { kind: 'result', result: answer.payload as OperationResult };
  return answer.kind === 'threw' ? endingOf(answer.errorType, answer.message) : undefined;
}

const notCallable = (failures: readonly string[]): Ending => ({
  kind: 'failed',
  errorType: 'NoControlPlane',
  message:
    `No control plane could be called: ${failures.join('; ')}. ` +
    'With --local the same operation runs from here; without AWS, break-glass does.',
});
