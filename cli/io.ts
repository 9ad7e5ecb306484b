import { createInterface } from 'node:readline';
import { CliError, EXIT, type ExitCode } from './exit-codes';
import { promptHidden, type AskHidden } from './hidden-prompt';

/** Formats of the result on standard output. */
export const OUTPUT_FORMATS = ['table', 'json', 'yaml'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** Everything outside the tool that commands read and write. Nothing else uses `process`, so tests can replace it. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether standard input and standard error are a terminal, so that questions can be asked. */
  readonly isTty: boolean;
  /** Whether standard output is a terminal that shows colours. */
  readonly colours: boolean;
  /** Width of the terminal in characters. @default 80 */
  readonly columns: number;
  /** Exit code of the process. @default 0 */
  exitCode: ExitCode;
  /** Whether to write no progress. @default false */
  quiet: boolean;
  /** Whether to exit when the command ends although timers or connections are still open. @default false */
  endAtOnce: boolean;
  /** Uses a profile of the AWS configuration for every AWS client that is opened later. */
  useAwsProfile(profile: string): void;
  /** Writes a line of the result to standard output. */
  out(text: string): void;
  /** Writes progress, a warning or an error to standard error. */
  err(text: string): void;
  /** On a terminal, replaces the lines that the previous call drew. */
  draw(lines: readonly string[]): void;
  /** Asks a question and returns the trimmed answer. @throws CliError when the input ends or Ctrl-C is pressed */
  ask(question: string): Promise<string>;
  /** Lets `body` ask questions whose answers are not shown. */
  promptHidden<T>(body: (ask: AskHidden) => Promise<T>): Promise<T>;
  /** Calls `handler` for each Ctrl-C instead of ending the process. @returns a function that removes the handler */
  onInterrupt(handler: () => void): () => void;
  /**
   * Runs `body` to its end: a lost terminal (SIGHUP) and SIGTERM do not end the process meanwhile.
   *
   * @param signals signals that do not end it @default - both
   */
  runToEnd<T>(body: () => Promise<T>, signals?: readonly StopSignal[]): Promise<T>;
  /** Aborts when nothing reads standard output any more, e.g. because `head` has ended. */
  readonly unread: AbortSignal;
}

/** Signals that ask a process to end, apart from Ctrl-C. */
const STOP_SIGNALS = ['SIGHUP', 'SIGTERM'] as const;
type StopSignal = (typeof STOP_SIGNALS)[number];

/** The real process. */
export function processIo(): Io {
  const { stdin, stdout, stderr, env } = process;
  let drawn = 0;
  const unread = new AbortController();
  // A closed pipe (EPIPE) or a lost terminal (EIO) must not end an operation, and does not change how it ended.
  stdout.on('error', () => unread.abort());
  stderr.on('error', () => undefined);
  const draw = (lines: readonly string[]): void => {
    const back = drawn > 0 ? `\u001b[${drawn}A\r\u001b[0J` : '';
    stderr.write(back + lines.map((line) => `${line}\n`).join(''));
    drawn = lines.length;
  };
  return {
    env,
    isTty: stdin.isTTY && stderr.isTTY,
    colours: wantsColours(env, stdout.isTTY),
    columns: stdout.columns ?? 80,
    exitCode: EXIT.done,
    quiet: false,
    endAtOnce: false,
    useAwsProfile: (profile) => {
      env['AWS_PROFILE'] = profile;
      // The SDK warns, and may one day prefer them, if keys are set beside a profile.
      for (const key of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) delete env[key];
    },
    out: (text) => void stdout.write(`${text}\n`),
    err: (text) => {
      drawn = 0; // Lines that are drawn above this one must stay.
      stderr.write(`${text}\n`);
    },
    draw,
    ask: (question) => prompt(question, stderr),
    promptHidden,
    onInterrupt: (handler) => {
      process.on('SIGINT', handler);
      return () => void process.removeListener('SIGINT', handler);
    },
    runToEnd: async (body, signals = STOP_SIGNALS) => {
      const stay = (signal: string): void =>
        void stderr.write(`${signal} is ignored until the operation has ended. The journal will show how it ended.\n`);
      for (const signal of signals) process.on(signal, stay);
      try {
        return await body();
      } finally {
        for (const signal of signals) process.removeListener(signal, stay);
      }
    },
    unread: unread.signal,
  };
}

/** @see https://no-color.org */
const wantsColours = (env: Io['env'], isTty: boolean): boolean => isTty && !env['NO_COLOR'] && env['TERM'] !== 'dumb';

function prompt(question: string, output: NodeJS.WritableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    // With `terminal`, readline switches the keyboard to raw mode and echoes what is typed itself.
    const lines = createInterface({ input: process.stdin, output, terminal: process.stdin.isTTY, historySize: 0 });
    let answer: string | undefined;
    lines.once('line', (line) => {
      answer = line;
      lines.close();
    });
    lines.once('SIGINT', () => lines.close());
    lines.once('close', () => {
      if (answer === undefined) reject(new CliError(EXIT.failed, '\nNothing was changed.'));
      else resolve(answer.trim());
    });
    lines.setPrompt(question);
    lines.prompt();
  });
}
