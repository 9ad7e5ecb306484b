/** Converts a prop, in seconds, to the unit of the Lambdas and of the operator's tool. */
export const inMilliseconds = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : seconds * 1000;
