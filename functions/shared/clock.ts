import { setTimeout as sleep } from 'node:timers/promises';

/** Time, so that tests can own it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`; rejects when `signal` aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * The machine's own time, which goes on while a process is frozen. Milliseconds since the epoch.
   *
   * @default - `now`
   */
  wall?(): number;
}

/**
 * A clock that begins with the machine's time and then only goes forward: a correction of the machine's clock in the
 * middle must neither end a deadline early nor keep a lease alive. Start one for each invocation, because a Lambda may
 * be frozen in between.
 */
export function startClock(): Clock {
  const startedAt = Date.now();
  const from = performance.now();
  return {
    now: () => Math.round(startedAt + performance.now() - from),
    wall: () => Date.now(),
    wait: async (ms, signal) => sleep(ms, undefined, signal ? { signal } : {}),
  };
}

/** A moment that an operation must not outlive. Every timeout is cut from it. */
export class Deadline {
  constructor(
    private readonly clock: Clock,
    /** Milliseconds since the epoch. */
    readonly at: number,
  ) {}

  static in(clock: Clock, ms: number): Deadline {
    return new Deadline(clock, clock.now() + ms);
  }

  remainingMs(): number {
    return Math.max(0, this.at - this.clock.now());
  }

  /** At most `ms`, and never past this deadline. */
  cut(ms: number): number {
    return Math.min(ms, this.remainingMs());
  }

  /** A deadline inside this one. */
  within(ms: number): Deadline {
    return new Deadline(this.clock, this.clock.now() + this.cut(ms));
  }

  get passed(): boolean {
    return this.remainingMs() === 0;
  }
}

/**
 * A moment that something was known at. Its age is the greater one of two clocks: one of them stands still while a
 * Lambda is frozen or a laptop sleeps, and whoever slept must not take for new what is old.
 */
export class Moment {
  readonly #at: number;
  readonly #wall: number;

  constructor(private readonly clock: Clock) {
    this.#at = clock.now();
    this.#wall = clock.wall?.() ?? this.#at;
  }

  ageMs(): number {
    const now = this.clock.now();
    return Math.max(now - this.#at, (this.clock.wall?.() ?? now) - this.#wall);
  }
}
