import type { Clock } from '../../functions/shared/clock';

interface Timer {
  readonly at: number;
  readonly ring: () => void;
}

/** Rounds of the event loop without a timer after which the world counts as stuck. */
const MOST_IDLE_ROUNDS = 20;
/** Longest virtual duration of an operation, whatever happens. */
const MOST_MS = 30 * 60_000;

/**
 * A virtual clock. When all code waits, time jumps to the next timer. The same program therefore runs the same way each
 * time.
 */
export class VirtualClock implements Clock {
  readonly #timers = new Set<Timer>();

  constructor(protected time: number) {}

  now(): number {
    return this.time;
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        this.#timers.delete(timer);
        reject(new Error('the wait was ended'));
      };
      const timer = {
        at: this.time + ms,
        ring: () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        },
      };
      if (signal?.aborted) return stop();
      signal?.addEventListener('abort', stop);
      this.#timers.add(timer);
    });
  }

  /** Lets time pass until the work ends. @throws Error when it takes longer than `mostMs` or waits for nothing */
  async run<T>(work: Promise<T>, mostMs = MOST_MS): Promise<T> {
    let ended = false;
    const end = this.time + mostMs;
    const watched = work.finally(() => (ended = true));
    watched.catch(() => undefined); // it is awaited below
    for (let idle = 0; idle < MOST_IDLE_ROUNDS; idle++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (ended) return watched;
      if (this.time > end) throw new Error(`not ended after ${mostMs / 60_000} minutes`);
      if (this.#advance()) idle = 0;
    }
    throw new Error('the work neither ends nor waits for a timer');
  }

  /** Moves to the next moment and fires all of its timers. @returns whether there was a timer */
  #advance(): boolean {
    let next = Number.POSITIVE_INFINITY;
    for (const { at } of this.#timers) if (at < next) next = at;
    if (this.#timers.size === 0) return false;
    this.time = Math.max(this.time, next);
    for (const timer of [...this.#timers]) {
      if (timer.at > next) continue;
      this.#timers.delete(timer);
      timer.ring();
    }
    return true;
  }
}
