import type { Clock, Deadline } from './clock';

export interface BackOff {
  /** First pause, milliseconds. */
  readonly firstMs: number;
  /** Longest pause, milliseconds. */
  readonly mostMs: number;
}

/** Pauses in whole milliseconds that double up to a limit, with jitter (half to whole), so that callers do not move in step. */
export function* pauses({ firstMs, mostMs }: BackOff, random = Math.random): Generator<number, never> {
  for (let pause = firstMs; ; pause = Math.min(pause * 2, mostMs)) {
    yield Math.round(pause / 2 + random() * (pause / 2));
  }
}

/**
 * Calls `look` until it gives something, pausing in between.
 *
 * @returns what `look` gave, or `undefined` when the deadline passed first; `look` is always called at least once
 */
export async function poll<T>(
  look: () => Promise<T | undefined>,
  { clock, deadline, backOff }: { clock: Clock; deadline: Deadline; backOff: BackOff },
): Promise<T | undefined> {
  for (const pause of pauses(backOff)) {
    const found = await look();
    if (found !== undefined) return found;
    if (deadline.remainingMs() <= pause) return undefined;
    await clock.wait(pause);
  }
  return undefined;
}
