import { setTimeout as sleep } from 'node:timers/promises';

const WAIT_MS = 30_000;

/** Waits until something is so. @throws Error with `otherwise` when it is not in half a minute */
export async function until(isSo: () => boolean | Promise<boolean>, otherwise: () => string): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(otherwise());
    await sleep(20);
  }
}
