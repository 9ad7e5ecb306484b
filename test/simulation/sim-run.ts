import type { ClusterName } from '../../functions/shared/contract';
import type { VirtualClock } from './virtual-clock';

/** Faults that can hit one call of a run. */
export const FAULTS = [
  /** The connection is reset; the call has no effect. */
  'reset',
  /** The call takes effect; the answer is lost. */
  'answer lost',
  /** The answer is lost; the call takes effect 1.5 seconds later. */
  'done later',
  /** The service answers that it is unavailable; the call has no effect. */
  'unavailable',
  /** The service denies access; repeating the call does not help. */
  'denied',
  /** The call takes effect; the answer is cut off or not from the service. */
  'garbled',
  /** No answer before the timeout; the call has no effect. */
  'silent',
  /** No answer before the timeout; the call takes effect at once. */
  'hangs, done',
  /** No answer before the timeout; the call takes effect after it. */
  'hangs, done later',
  /** The process of the Lambda ends before or after the call takes effect. */
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

/** The errors of one kind of service. */
export interface Failures {
  readonly reset: () => Error;
  readonly silent: () => Error;
  readonly unavailable: () => Error;
  readonly denied: () => Error;
  readonly garbled: () => Error;
}

/** Extra delays of one call, on the way to the service and back. */
export interface Way {
  readonly thereMs: number;
  readonly backMs: number;
}

const ROUND_TRIP_MS = 2;
const LATER_MS = 1_500;
const DIRECT: Way = { thereMs: 0, backMs: 0 };

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

/** One invocation of the Lambda. Every call of the run goes through it. */
export class SimRun {
  readonly killed: Promise<'killed'>;
  isDead = false;
  /** Whether the run has ended by itself. */
  isOver = false;
  /** While a late effect is applied: the time at which its call was sent. `undefined` otherwise. */
  lateSince: number | undefined;
  /** Number of calls so far. */
  calls = 0;
  /** How far the clock of the process has fallen behind during pauses, milliseconds. */
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
   * Pauses the process. Calls that were sent still take effect; their answers arrive after the pause.
   *
   * @param stopsClock whether the clock of the process stops during the pause
   */
  pause(ms: number, stopsClock: boolean): void {
    if (stopsClock) this.stoodStillMs += ms;
    this.#pausedUntil = Math.max(this.#pausedUntil, this.clock.now() + ms);
  }

  /** Ends the process at once. */
  kill(): void {
    this.#die();
  }

  /** Waits in virtual time, and longer while the process is paused. */
  async wait(ms: number, signal?: AbortSignal): Promise<void> {
    await this.clock.wait(ms, signal);
    if (this.isPaused) await this.#thaw();
    if (this.isDead) await never();
  }

  /** Makes one call. @param effect applies the call and returns the answer; throws when the service refuses */
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

  /** The call arrives and takes effect; its caller gives up before the answer is back. */
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

  /** Applies the effect after `ms`, when the caller has given up. @param askedAt time at which the call was sent */
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

/** Applies an effect whose result nobody receives. */
function attempt(effect: () => unknown): void {
  try {
    void Promise.resolve(effect()).catch(() => undefined);
  } catch {
    // The caller is gone, so the refusal has no receiver.
  }
}
