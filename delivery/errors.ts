/** Something is wrong that the person at the keyboard can put right: one line that says what, and what to do. */
export class DeliveryError extends Error {
  override readonly name: string = 'DeliveryError';
  /** What the process ends with. */
  readonly exitCode: number = 1;
}

/** The command was not understood. */
export class UsageError extends DeliveryError {
  override readonly name = 'UsageError';
  override readonly exitCode = 64;
}

/** The environment differs from its code. Not a failure of the tool, so that a pipeline can tell them apart. */
export class DriftError extends DeliveryError {
  override readonly name = 'DriftError';
  override readonly exitCode = 2;
}
