/** Exit codes of the process. They are a contract: pipelines may depend on each. */
export const EXIT = {
  /** The command succeeded, or there was nothing to do. */
  done: 0,
  /** The command failed. Nothing was changed unless the message says so. */
  failed: 1,
  /** A check refused. Nothing was changed; the message says how to proceed. */
  refused: 2,
  /**
   * Something was changed before the operation stopped, or a person has to do the rest. The message names the command that
   * continues it.
   */
  partly: 3,
  /** The outcome is not known here. The message says where to look. */
  unknown: 4,
  /** The command line or the configuration is wrong, so nothing was tried. `EX_USAGE` of sysexits.h. */
  usage: 64,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with a message for the operator and an exit code. */
export class CliError extends Error {
  constructor(
    readonly exitCode: ExitCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The command line or the configuration is wrong. */
export class UsageError extends CliError {
  constructor(message: string, options?: ErrorOptions) {
    super(EXIT.usage, message, options);
  }
}
