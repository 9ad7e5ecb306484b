import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CliError, EXIT } from './exit-codes';

/** Asks one question without showing the answer. @throws CliError when the input ends or Ctrl-C is pressed */
export type AskHidden = (question: string) => Promise<string>;

/**
 * Lets `body` ask questions whose answers are not shown. The terminal echoes nothing until `body` has ended, so text that
 * is typed or pasted between two questions is not shown either.
 */
export async function promptHidden<T>(body: (ask: AskHidden) => Promise<T>): Promise<T> {
  const { stdin, stderr } = process;
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  // With `terminal`, readline switches the keyboard to raw mode, which turns off the terminal's own echo.
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
