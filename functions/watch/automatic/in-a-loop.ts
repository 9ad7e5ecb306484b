import type { Clock } from '../../shared/clock';
import { LOOK_MS } from '../../dr-operations/automatic/watcher';

/** How long one run of the Lambda looks. EventBridge begins the next one a minute after this one began. */
const LOOP_MS = 50_000;

/** The looks of one run. */
export interface Looks<T> {
  readonly first: Promise<T>;
  /** Resolves after the last look. */
  readonly end: Promise<void>;
}

/** Calls `look` at once and then every 10 s. A look that takes longer is followed by the next at once. It must not throw. */
export function everyTenSeconds<T>(clock: Clock, look: () => Promise<T>): Looks<T> {
  const beganAt = clock.now();
  const first = look();
  const end = (async (): Promise<void> => {
    await first;
    for (let next = LOOK_MS; next <= LOOP_MS; next += LOOK_MS) {
      await clock.wait(Math.max(0, beganAt + next - clock.now()));
      await look();
    }
  })();
  return { first, end };
}
