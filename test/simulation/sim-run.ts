import type { ClusterName } from '../../functions/shared/contract';
import type { VirtualClock } from './virtual-clock';

/** What happens to one call of a run instead of an answer. */
export const FAULTS = [
  /** The connection is reset, and nothing was done. */
  'reset',
  /** Done, and the answer got lost. */
  'answer lost',
  /** The answer got lost, and it is done only some seconds later. */
  'done later',
  /** The service is not available for the moment. */
  'unavailable',
  /** Refused for good. */
  'denied',
  /** Done, and the answer is cut off or somebody else's. */
  'garbled',
  /** An answer that takes longer than anybody waits. */
  'silent',
  /** The same, and it was done at once. */
  'hangs, done',
  /** The same, and it is done when nobody waits any more. */
  'hangs, done later',
  /** The Lambda's process ends before, or after, the call took effect. */
  'killed before',
  'killed after',
] as const;
export type Fault = (typeof FAULTS)[number];

/** A fault on the n-th call of a run, from 0; `times` in a row. */
export interface PlannedFault {
  readonly call: number;
  readonly times: number;
  readonly kind: Fault;
}

/** How a kind of service says each of its failures. */
export interface Failures {
  readonly reset: () => Error;
  readonly silent: () => Error;
  readonly unavailable: () => Error;
  readonly denied: () => Error;
  readonly garbled: () => Error;
}

/** How long one call takes, beside its round trip: on its way there, and its answer back. */
export interface Way {
  readonly thereMs: number;
  readonly backMs: number;
}

const ROUND_TRIP_MS = 2;
const LATER_MS = 1_500;
const DIRECT: Way = { thereMs: 0, backMs: 0 };

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

/** One invocation of the Lambda: all that it sends goes through here, until it is killed. */
export class SimRun {
  readonly killed: Promise<'killed'>;
  isDead = false;
  /** It has ended by itself. */
  isOver = false;
  /** When that was asked for which happens only now, long after; `undefined`: what happens was asked for just now. */
  lateSince: number | undefined;
  /** How many it has begun. */
  calls = 0;
  /** How far its clock has fallen behind, because it stood still with the process. */
  stoodStillMs = 0;
  #pausedUntil = 0;
  #die!: () => void;

  constructor(
    private readonly clock: VirtualClock,
    private readonly faults: readonly PlannedFault[],
    readonly region: ClusterName = 'away',
  ) {
    this.killed = new Promise((resolve) => {
      this.#die = () => {
        this.isDead = true;
        resolve('killed');
      };
    });
  }

  get isLate(): boolean {
    return this.lateSince !== undefined;
  }

  get isPaused(): boolean {
    return this.clock.now() < this.#pausedUntil;
  }

  /**
   * The process stands still: what it sent goes on, and what it waits for comes only afterwards.
   *
   * @param stopsClock whether its clock stands still too, and only the machine's own time goes on
   */
  pause(ms: number, stopsClock: boolean): void {
    if (stopsClock) this.stoodStillMs += ms;
    this.#pausedUntil = Math.max(this.#pausedUntil, this.clock.now() + ms);
  }

  /** The process ends here and now. */
  kill(): void {
    this.#die();
  }

  /** Waits as the process does. */
  async wait(ms: number, signal?: AbortSignal): Promise<void> {
    await this.clock.wait(ms, signal);
    if (this.isPaused) await this.#thaw();
    if (this.isDead) await never();
  }

  /** @param effect does what was asked and answers; throws what the service refuses */
  async call<T>(effect: () => T | Promise<T>, failures: Failures, timeoutMs: number, way = DIRECT): Promise<T> {
    if (this.isDead) return never();
    try {
      return await this.#send(effect, failures, timeoutMs, way);
    } finally {
      if (this.isPaused) await this.#thaw();
    }
  }

  async #send<T>(effect: () => T | Promise<T>, failures: Failures, timeoutMs: number, way: Way): Promise<T> {
    const { thereMs, backMs } = way;
    const askedAt = this.clock.now();
    const index = this.calls++;
    const fault = this.faults.find(({ call, times }) => index >= call && index < call + times)?.kind;
    if (fault === 'killed before') return this.#end();
    if (fault === undefined && ROUND_TRIP_MS + thereMs + backMs > timeoutMs) {
      return this.#tooSlowly(effect, failures, timeoutMs, thereMs);
    }
    await this.clock.wait(ROUND_TRIP_MS + thereMs);
    if (this.isDead) return never();
    switch (fault) {
      case undefined:
        if (backMs === 0) return await effect();
        return this.#slowly(effect, backMs);
      case 'reset':
        throw failures.reset();
      case 'answer lost':
        await effect();
        throw failures.reset();
      case 'done later':
        this.doLater(effect, askedAt, LATER_MS);
        throw failures.reset();
      case 'unavailable':
        throw failures.unavailable();
      case 'denied':
        throw failures.denied();
      case 'garbled':
        await effect();
        throw failures.garbled();
      case 'hangs, done':
        attempt(effect);
        return this.#giveUp(failures, timeoutMs);
      case 'hangs, done later':
        this.doLater(effect, askedAt, timeoutMs + LATER_MS);
        return this.#giveUp(failures, timeoutMs);
      case 'silent':
        return this.#giveUp(failures, timeoutMs);
      case 'killed after':
        attempt(effect);
        return this.#end();
    }
  }

  async #slowly<T>(effect: () => T | Promise<T>, backMs: number): Promise<T> {
    try {
      return await effect();
    } finally {
      await this.clock.wait(backMs);
      if (this.isDead) await never();
    }
  }

  /** It arrives, and whoever asked has given up before the answer is back. */
  async #tooSlowly<T>(effect: () => unknown, failures: Failures, timeoutMs: number, thereMs: number): Promise<T> {
    this.doLater(effect, this.clock.now(), ROUND_TRIP_MS + thereMs);
    return this.#giveUp(failures, timeoutMs);
  }

  async #giveUp<T>(failures: Failures, timeoutMs: number): Promise<T> {
    await this.clock.wait(timeoutMs);
    if (this.isDead) return never();
    throw failures.silent();
  }

  async #thaw(): Promise<void> {
    while (this.isPaused) await this.clock.wait(this.#pausedUntil - this.clock.now());
    if (this.isDead) await never();
  }

  /** It takes effect when the caller has long given up. */
  doLater(effect: () => unknown, askedAt: number, ms: number): void {
    void this.clock.wait(ms).then(() => {
      this.lateSince = askedAt;
      attempt(effect);
      this.lateSince = undefined;
    });
  }

  #end<T>(): Promise<T> {
    this.#die();
    return never();
  }
}

/** A refusal that nobody hears. */
function attempt(effect: () => unknown): void {
  try {
    void Promise.resolve(effect()).catch(() => undefined);
  } catch {
    // The caller is gone.
  }
}
