/** What the process ends with; a pipeline can rely on each. */
export const EXIT = {
  /** Done, or nothing was left to do. */
  done: 0,
  /** It could not be done; nothing was changed unless the text says so. */
  failed: 1,
  /** The preflight refused: nothing was changed, and the text says what would lift it. */
  refused: 2,
  /** Something was changed and then it could not go on; the text names the command that carries on. */
  partly: 3,
  /** Whether and how it ended is not known from here; the text says where to look. */
  unknown: 4,
  /** The command line or the configuration is wrong; nothing was tried. As in sysexits.h. */
  usage: 64,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with words for the operator and an exit code. Whoever throws it has nothing else to say. */
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
