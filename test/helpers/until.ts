import { setTimeout as pause } from 'node:timers/promises';

const MOST_WAIT_MS = 60_000;

/**
 * Checks every few milliseconds until `isSo` is true. The time is measured with a clock that no test fakes.
 *
 * @param otherwise message of the error @default - the condition itself
 * @param withinMs limit for a condition that never becomes true; generous, because a busy machine is slow
 * @throws Error when the condition is still false after `withinMs`
 */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  otherwise: string | (() => string) = `did not become true: ${String(isSo)}`,
  withinMs = MOST_WAIT_MS,
): Promise<void> {
  const startedAt = process.hrtime.bigint();
  const limit = BigInt(withinMs) * 1_000_000n;
  while (!(await isSo())) {
    if (process.hrtime.bigint() - startedAt > limit)
      throw new Error(typeof otherwise === 'string' ? otherwise : otherwise());
    await pause(5);
  }
}
