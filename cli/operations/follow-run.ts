import type { JournalEntry } from '../../functions/dr-operations/journal';
import type { StepReport } from '../../functions/dr-operations/result';
import { startClock, type Clock } from '../../functions/shared/clock';
import { DEAD_MS, isOperation, type JournalReader } from './journal-reader';
import { parseRefused, type Progress, type RunOutcome } from './run-outcome';

/** Pause between two reads of the journal. */
const READ_MS = 500;
/** After this time without a trace the operation has not begun: longer than a cold start and two leases that expire. */
const NO_TRACE_MS = 25_000;
/** Number of entries to read: enough to find this run among others that began at the same time. */
const NEWEST = 5;

/** What following a run in the journal found. */
export type FollowedRun =
  | RunOutcome
  /** The run has certainly not begun. */
  | { readonly kind: 'no-trace' }
  /** `signal` ended the following. */
  | { readonly kind: 'stopped'; readonly steps: readonly StepReport[] };

/**
 * Follows a run by its journal entry and its lease until it has ended or died, or `signal` aborts.
 *
 * @param actor actor of the run, which is unique
 */
export async function followRun(
  journal: Pick<JournalReader, 'read'>,
  actor: string,
  progress: Pick<Progress, 'steps'>,
  signal: AbortSignal,
  clock: Clock = startClock(),
): Promise<FollowedRun> {
  let alive = { mark: '', at: clock.now() };
  let entry: JournalEntry | undefined;
  while (!signal.aborted) {
    const view = await journal.read(NEWEST);
    entry = view.entries.filter(isOperation).find((each) => each.actor === actor) ?? entry;
    if (entry) progress.steps(entry.steps);
    const ended = entry && outcomeIn(entry);
    if (ended) return ended;
    const beat = view.lease?.holder.includes(actor) ? view.lease.beat : '';
    const mark = `${beat} ${entry?.steps.length ?? ''}`;
    // If no table answers, that says nothing about the operation.
    if (mark !== alive.mark || view.silent.length > 1) alive = { mark, at: clock.now() };
    const quietMs = clock.now() - alive.at;
    if (entry && quietMs > DEAD_MS) return { kind: 'died', steps: entry.steps };
    if (!entry && beat === '' && quietMs > NO_TRACE_MS) return { kind: 'no-trace' };
    await clock.wait(READ_MS, signal).catch(() => undefined);
  }
  return { kind: 'stopped', steps: entry?.steps ?? [] };
}

/** The outcome in a journal entry; `undefined` while the operation runs. */
function outcomeIn(entry: JournalEntry): RunOutcome | undefined {
  const { outcome, summary } = entry;
  switch (outcome) {
    case 'running':
      return undefined;
    case 'refused':
      return parseRefused('PlanRefusedError', summary);
    case 'undone':
      return { kind: 'result', result: { ...entry, outcome: 'partial' } };
    default:
      return { kind: 'result', result: { ...entry, outcome } };
  }
}
