/**
 * Prepares the process for virtual time. Timeouts of AWS calls never fire in real time; the simulated calls have limits of
 * their own. Errors have no stack traces: thousands of errors are part of a run, and traces would cost most of its time.
 */
export function inVirtualTime(): void {
  const never = new AbortController().signal;
  AbortSignal.timeout = () => never;
  Error.stackTraceLimit = 0;
}
