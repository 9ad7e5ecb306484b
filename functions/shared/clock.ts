import { setTimeout as sleep } from 'node:timers/promises';

/** The time, so that tests can replace it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects if `signal` aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * The machine's time, which continues while a process is frozen. Milliseconds since the epoch.
   *
   * @default - `now`
   */
  wall?(): number;
}

/**
 * Starts a clock at the machine's time. It then only goes forward, so that a correction of the machine's clock neither
 * ends a deadline early nor keeps a lease alive. Start one for each invocation, because a Lambda may be frozen in between.
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

/** The time at which an operation has to end. Every time-out is limited by it. */
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

  /** The smaller one of `ms` and the remaining time, milliseconds. */
  cut(ms: number): number {
    return Math.min(ms, this.remainingMs());
  }

  /** A deadline in `ms` milliseconds, and no later than this one. */
  within(ms: number): Deadline {
    return new Deadline(this.clock, this.clock.now() + this.cut(ms));
  }

  get passed(): boolean {
    return this.remainingMs() === 0;
  }
}

/**
 * The time at which something was known. Its age is the greater one by two clocks, because one of them may stop while a
 * Lambda is frozen or a laptop sleeps, and old facts must not count as new afterwards.
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
