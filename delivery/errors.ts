import { constants } from 'node:os';

/**
 * A problem that the person who runs the command can solve. The message is one line: what is wrong, and what to do.
 * Problems of several environments have a line each.
 */
export class DeliveryError extends Error {
  override readonly name: string = 'DeliveryError';
  /** Exit code of the process. */
  readonly exitCode: number = 1;
}

/** The command line is wrong. */
export class UsageError extends DeliveryError {
  override readonly name = 'UsageError';
  override readonly exitCode = 64;
}

/** The environment differs from its code. It has an exit code of its own, so that a pipeline can tell it from a failure. */
export class DriftError extends DeliveryError {
  override readonly name = 'DriftError';
  override readonly exitCode = 2;
}

/** Nothing is wrong and nothing was changed, but a person has to allow it. */
export class AskError extends DeliveryError {
  override readonly name = 'AskError';
  override readonly exitCode = 3;
}

/** A signal asked this process to end. It has the exit code that a shell gives to such an end. */
export class InterruptedError extends DeliveryError {
  override readonly name = 'InterruptedError';
  override readonly exitCode: number;

  constructor(message: string, signal: NodeJS.Signals) {
    super(message);
    this.exitCode = 128 + constants.signals[signal];
  }
}
