import type { JournalEntry } from '../../functions/dr-operations/journal';
import { LEASE_MS } from '../../functions/dr-operations/lease-table';
import type { StepReport } from '../../functions/dr-operations/result';
import { startClock, type Clock } from '../../functions/shared/clock';
import type { Ending, Progress } from './ending';
import { isOperation, type JournalReader } from './journal';
import { refusedBy } from './refusal';

/** How often the journal is read while an operation runs. */
const LOOK_MS = 500;
/** More than a cold start and the watch of two leases that died: who has left no trace by then has not begun. */
const TRACELESS_MS = 25_000;
/** The journal is written behind the operation, by calls that may take a second each. */
const DEAD_MS = LEASE_MS + 4_000;
/** Enough to find ours among those that began beside it. */
const NEWEST = 5;

/** What following a run led to. */
export type Trail =
  | Ending
  /** It certainly has not begun. */
  | { readonly kind: 'traceless' }
  /** Nobody follows any more. */
  | { readonly kind: 'left'; readonly steps: readonly StepReport[] };

/**
 * Follows one run by what it leaves in the journal and the lease, until it ended, or died, or `signal` aborts.
 *
 * @param actor the run's name
 */
export async function follow(
  journal: Pick<JournalReader, 'read'>,
  actor: string,
  progress: Pick<Progress, 'steps'>,
  signal: AbortSignal,
  clock: Clock = startClock(),
): Promise<Trail> {
  let alive = { mark: '', at: clock.now() };
  let entry: JournalEntry | undefined;
  while (!signal.aborted) {
    const view = await journal.read(NEWEST);
    entry = view.entries.filter(isOperation).find((each) => each.actor === actor) ?? entry;
    if (entry) progress.steps(entry.steps);
    const ended = entry && endingIn(entry);
    if (ended) return ended;
    const beat = view.lease?.holder.includes(actor) ? view.lease.beat : '';
    const mark = `${beat} ${entry?.steps.length ?? ''}`;
    // Silence of the tables says nothing about the operation.
    if (mark !== alive.mark || view.silent.length > 1) alive = { mark, at: clock.now() };
    const quietMs = clock.now() - alive.at;
    if (entry && quietMs > DEAD_MS) return { kind: 'died', steps: entry.steps };
    if (!entry && beat === '' && quietMs > TRACELESS_MS) return { kind: 'traceless' };
    await clock.wait(LOOK_MS, signal).catch(() => undefined);
  }
  return { kind: 'left', steps: entry?.steps ?? [] };
}

/** How an operation ended, by its entry; `undefined` as long as it runs. */
function endingIn(entry: JournalEntry): Ending | undefined {
  const { outcome, summary } = entry;
  switch (outcome) {
    case 'running':
      return undefined;
    case 'refused':
      return refusedBy('PlanRefusedError', summary);
    case 'undone':
      return { kind: 'result', result: { ...entry, outcome: 'partial' } };
    default:
      return { kind: 'result', result: { ...entry, outcome } };
  }
}
