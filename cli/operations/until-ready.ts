import { startClock, type Clock } from '../../functions/shared/clock';
import type { NotStarted } from './invoke';

/** How long a Lambda that AWS cannot start yet is called again. One that was idle wakes within about a minute. */
export const READY_MS = 120_000;
const PAUSE_MS = 3_000;

export interface ReadyOptions {
  /** Tells the operator why the call is repeated. Called once for each reason. */
  readonly note: (text: string) => void;
  /** Ends the waiting between two calls. @default - nothing does */
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

/**
 * Repeats a call of a Lambda while AWS cannot start the Lambda. A call that may have run is never repeated.
 *
 * @returns the first other answer, or the last one after `READY_MS`
 */
export async function untilReady<T extends { readonly kind: string }>(
  call: () => Promise<T | NotStarted>,
  { note, signal, clock = startClock() }: ReadyOptions,
): Promise<T | NotStarted> {
  const giveUpAt = clock.now() + READY_MS;
  const told = new Set<string>();
  for (;;) {
    const answer = await call();
    if (!isNotReady(answer) || clock.now() + PAUSE_MS > giveUpAt || signal?.aborted) return answer;
    if (!told.has(answer.detail)) note(`${answer.detail}. Calling it again for up to ${READY_MS / 60_000} min.`);
    told.add(answer.detail);
    await clock.wait(PAUSE_MS, signal).catch(() => undefined);
    if (signal?.aborted) return answer;
  }
}

const isNotReady = (answer: { readonly kind: string }): answer is NotStarted =>
  answer.kind === 'not-started' && (answer as NotStarted).why === 'not-ready';
