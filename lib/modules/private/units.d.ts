/** Converts a prop, in seconds, to the unit of the Lambdas and of the operator's tool. */
export declare const inMilliseconds: (seconds: number | undefined) => number | undefined;
