import type { Fault } from './faults';
import type { Timers } from './timers';

/** Instead of an answer: nothing, on a connection that stays. */
export const HANGS = 'hangs';

/**
 * Lets a call take effect and be answered as late as the fault says, perhaps never. Whoever has asked may be gone by then.
 *
 * @param act what the call does; its result is the answer
 * @param timedOut the answer of a call that had no effect
 */
export async function hang<T>(
  timers: Timers,
  { effectMs = 0, answerMs = Infinity }: Extract<Fault, { kind: 'hang' }>,
  act: () => Promise<T>,
  timedOut: T,
): Promise<T | typeof HANGS> {
  const startedAt = Date.now();
  const hasEffect = effectMs !== Infinity;
  if (hasEffect) await timers.sleep(effectMs);
  const answer = hasEffect ? await act() : timedOut;
  if (answerMs === Infinity) return HANGS;
  await timers.sleep(startedAt + answerMs - Date.now());
  return answer;
}
