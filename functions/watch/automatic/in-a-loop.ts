import type { Clock } from '../../shared/clock';
import { LOOK_MS } from '../../dr-operations/automatic/watcher';

/** How long one run of the Lambda looks. EventBridge begins the next one a minute after this one began. */
export const LOOP_MS = 50_000;

/** Calls `look` at once and then every 10 s. A look that takes longer is followed by the next at once. */
export async function everyTenSeconds(clock: Clock, look: () => Promise<void>): Promise<void> {
  const beganAt = clock.now();
  for (let next = 0; next <= LOOP_MS; next += LOOK_MS) {
    await clock.wait(Math.max(0, beganAt + next - clock.now()));
    await look();
  }
}
