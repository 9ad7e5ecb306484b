/** The Lambdas and the operator's tool count in milliseconds, props in seconds. */
export const inMilliseconds = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : seconds * 1000;
