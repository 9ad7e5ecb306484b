import type { Clock, Deadline } from './clock';

export interface BackOff {
  /** First pause, milliseconds. */
  readonly firstMs: number;
  /** Longest pause, milliseconds. */
  readonly mostMs: number;
}

/**
 * Pauses in whole milliseconds that double up to a limit. Each is shortened at random by up to a half, so that several
 * callers do not act at the same moments.
 */
export function* pauses({ firstMs, mostMs }: BackOff, random = Math.random): Generator<number, never> {
  for (let pause = firstMs; ; pause = Math.min(pause * 2, mostMs)) {
    yield Math.round(pause / 2 + random() * (pause / 2));
  }
}

/**
 * Calls `turn` with growing pauses in between, until it returns something.
 *
 * @param turn gets the pause that would come next, milliseconds, so that it can end before its deadline
 */
export async function repeat<T extends object>(
  { clock, backOff }: { readonly clock: Clock; readonly backOff: BackOff },
  turn: (pauseMs: number) => Promise<T | undefined>,
): Promise<T> {
  const rest = pauses(backOff);
  for (;;) {
    const pause = rest.next().value;
    const result = await turn(pause);
    if (result !== undefined) return result;
    await clock.wait(pause);
  }
}

/**
 * Calls `look` until it finds something or the deadline passes, with pauses in between.
 *
 * @returns what `look` found, or `undefined` if the deadline passed first; `look` is called at least once
 */
export async function poll<T>(
  look: () => Promise<T | undefined>,
  { clock, deadline, backOff }: { clock: Clock; deadline: Deadline; backOff: BackOff },
): Promise<T | undefined> {
  const { found } = await repeat({ clock, backOff }, async (pause) => {
    const found = await look();
    return found !== undefined || deadline.remainingMs() <= pause ? { found } : undefined;
  });
  return found;
}
