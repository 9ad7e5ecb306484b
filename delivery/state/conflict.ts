import { setTimeout as pause } from 'node:timers/promises';

/** Errors by which S3 says that another call changes the same thing at this moment. The SDK does not try these again. */
const CONFLICTS = new Set(['ConditionalRequestConflict', 'OperationAborted']);
const TRIES = 4;
const PAUSE_MS = 500;

/** Tries a call of S3 again while it meets another one: at most four times, within three seconds. */
export async function againOnConflict<T>(call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      if (!CONFLICTS.has((error as Error).name) || tries === TRIES) throw error;
      await pause(PAUSE_MS * tries);
    }
  }
}
