/** Props are in seconds, the variables of the Lambdas and the outputs for the operator's tool in milliseconds. */
export const inMilliseconds = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : seconds * 1000;
