import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CliError, EXIT } from './exit-codes';

/** Asks one question whose answer is not shown. @throws CliError when the input ends or Ctrl-C is pressed */
export type AskSecret = (question: string) => Promise<string>;

/**
 * Lets `body` ask questions whose answers are not shown, nor anything that is typed or pasted between two of them: the
 * terminal echoes nothing until `body` has ended.
 */
export async function secretly<T>(body: (ask: AskSecret) => Promise<T>): Promise<T> {
  const { stdin, stderr } = process;
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  // `terminal` puts the keyboard into raw mode where it is one.
  const lines = createInterface({ input: stdin, output, terminal: stdin.isTTY, historySize: 0 });
  lines.once('SIGINT', () => lines.close());
  const answers = lines[Symbol.asyncIterator]();
  try {
    return await body(async (question) => {
      stderr.write(question);
      const answer = await answers.next();
      stderr.write('\n');
      if (answer.done) throw new CliError(EXIT.failed, 'Nothing was changed.');
      return answer.value.trim();
    });
  } finally {
    lines.close();
  }
}
