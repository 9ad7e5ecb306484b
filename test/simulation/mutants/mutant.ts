/** A bug that is planted in the engine: one text of one file in place of another. */
export interface Mutant {
  /** What the engine does wrong with it. */
  readonly name: string;
  /** Below `functions/`. */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** The promise that it breaks, by its number in docs/safety.md. */
  readonly promise: PromiseNumber;
}

export type PromiseNumber = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** What became of one. */
export interface Outcome {
  readonly mutant: Mutant;
  /** Which part of the trial noticed it; `undefined`: none did. */
  readonly caughtBy: string | undefined;
  /** What that part said. */
  readonly said: string;
}
