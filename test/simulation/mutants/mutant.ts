/** A bug to plant in the engine: a replacement of one text in one file. */
export interface Mutant {
  /** What the engine then does wrong. */
  readonly name: string;
  /** Below `functions/`. */
  readonly file: string;
  /** Text that occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** The promise that it breaks, by its number in docs/safety.md. */
  readonly promise: PromiseNumber;
}

export type PromiseNumber = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** The result of the trial for one bug. */
export interface Outcome {
  readonly mutant: Mutant;
  /** Kind of the part that caught it; `undefined` when no part did. */
  readonly caughtBy: string | undefined;
  /** Message of that part. */
  readonly said: string;
}
