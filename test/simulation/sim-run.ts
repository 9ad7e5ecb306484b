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

const ROUND_TRIP_MS = 2;
const LATER_MS = 1_500;

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

/** One invocation of the Lambda: all that it sends goes through here, until it is killed. */
export class SimRun {
  readonly killed: Promise<'killed'>;
  isDead = false;
  /** It has ended by itself. */
  isOver = false;
  /** What happens now was asked for long ago. */
  isLate = false;
  /** How many it has begun. */
  calls = 0;
  #die!: () => void;

  constructor(
    private readonly clock: VirtualClock,
    private readonly faults: readonly PlannedFault[],
  ) {
    this.killed = new Promise((resolve) => {
      this.#die = () => {
        this.isDead = true;
        resolve('killed');
      };
    });
  }

  /** @param effect does what was asked and answers; throws what the service refuses */
  async call<T>(effect: () => T, failures: Failures, timeoutMs: number): Promise<T> {
    if (this.isDead) return never();
    const index = this.calls++;
    const fault = this.faults.find(({ call, times }) => index >= call && index < call + times)?.kind;
    if (fault === 'killed before') return this.#end();
    await this.clock.wait(ROUND_TRIP_MS);
    if (this.isDead) return never();
    switch (fault) {
      case undefined:
        return effect();
      case 'reset':
        throw failures.reset();
      case 'answer lost':
        effect();
        throw failures.reset();
      case 'done later':
        void this.clock.wait(LATER_MS).then(() => this.#late(effect));
        throw failures.reset();
      case 'unavailable':
        throw failures.unavailable();
      case 'denied':
        throw failures.denied();
      case 'garbled':
        effect();
        throw failures.garbled();
      case 'silent':
        await this.clock.wait(timeoutMs);
        throw failures.silent();
      case 'killed after':
        attempt(effect);
        return this.#end();
    }
  }

  #late(effect: () => unknown): void {
    this.isLate = true;
    attempt(effect);
    this.isLate = false;
  }

  #end<T>(): Promise<T> {
    this.#die();
    return never();
  }
}

/** A refusal that nobody hears. */
function attempt(effect: () => unknown): void {
  try {
    effect();
  } catch {
    // The caller is gone.
  }
}
