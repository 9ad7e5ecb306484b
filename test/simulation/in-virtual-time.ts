import { threadless } from './snapshot/threadless';

/** Limits of calls, by the signal that would end them. */
const limits = new WeakMap<AbortSignal, number>();

/** The limit of a signal of `AbortSignal.timeout`, milliseconds. */
export const limitOf = (signal: AbortSignal | undefined): number =>
  (signal && limits.get(signal)) ?? Number.POSITIVE_INFINITY;

/**
 * Prepares the process for virtual time. Timeouts of AWS calls never fire in real time; the simulated calls have limits of
 * their own. Errors have no stack traces: thousands of errors are part of a run, and traces would cost most of its time.
 */
export function inVirtualTime(): void {
  AbortSignal.timeout = (ms) => {
    const { signal } = new AbortController();
    limits.set(signal, ms);
    return signal;
  };
  Error.stackTraceLimit = 0;
  threadless();
}
