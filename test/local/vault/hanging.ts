import type { Fault } from './faults';
import type { Timers } from './timers';

/** In place of an answer: the connection stays open without an answer. */
export const HANGS = 'hangs';

/**
 * Delays the effect and the answer of a call as the fault says. The caller may have given up by then.
 *
 * @param act applies the call and returns its answer
 * @param timedOut answer of a call that never takes effect
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
