import { createInterface } from 'node:readline';
import { CliError, EXIT, type ExitCode } from './exit-codes';
import { secretly, type AskSecret } from './secretly';

/** The outside of the tool: everything that commands read from and write to, so that nothing else touches `process`. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether somebody sits there: input and progress are a terminal. */
  readonly isTty: boolean;
  /** Whether the result goes to a terminal that wants colours. */
  readonly colours: boolean;
  /** Width of the terminal; 100 elsewhere. */
  readonly columns: number;
  /** What the process will end with. @default 0 */
  exitCode: ExitCode;
  /** Whether the process ends with the command, although something of it still runs. @default false */
  endAtOnce: boolean;
  /** Writes a line of the result. */
  out(text: string): void;
  /** Writes a line that is no result: progress, warnings, errors. */
  err(text: string): void;
  /** Replaces the lines that the last call drew, on a terminal. */
  draw(lines: readonly string[]): void;
  /** Asks a question. @throws CliError when the input ends or Ctrl-C is pressed */
  ask(question: string): Promise<string>;
  /** Lets `body` ask questions whose answers are not shown. */
  secretly<T>(body: (ask: AskSecret) => Promise<T>): Promise<T>;
  /** Calls `handler` for each Ctrl-C, instead of ending the process. @returns a function that ends this */
  onInterrupt(handler: () => void): () => void;
}

/** The process as it is. */
export function processIo(): Io {
  const { stdin, stdout, stderr, env } = process;
  let drawn = 0;
  const draw = (lines: readonly string[]): void => {
    const back = drawn > 0 ? `\u001b[${drawn}A\r\u001b[0J` : '';
    stderr.write(back + lines.map((line) => `${line}\n`).join(''));
    drawn = lines.length;
  };
  return {
    env,
    isTty: stdin.isTTY && stderr.isTTY,
    colours: wantsColours(env, stdout.isTTY),
    columns: stdout.columns ?? 100,
    exitCode: EXIT.done,
    endAtOnce: false,
    out: (text) => void stdout.write(`${text}\n`),
    err: (text) => {
      drawn = 0; // what was drawn above stays
      stderr.write(`${text}\n`);
    },
    draw,
    ask: (question) => prompt(question, stderr),
    secretly,
    onInterrupt: (handler) => {
      process.on('SIGINT', handler);
      return () => void process.removeListener('SIGINT', handler);
    },
  };
}

/** @see https://no-color.org */
const wantsColours = (env: Io['env'], isTty: boolean): boolean => isTty && !env['NO_COLOR'] && env['TERM'] !== 'dumb';

function prompt(question: string, output: NodeJS.WritableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    // `terminal` puts the keyboard into raw mode where it is one: the terminal itself then echoes nothing.
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
