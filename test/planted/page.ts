import { join } from 'node:path';
import type { PlantedBug, Verdict } from './bug';

/** File of the committed page. */
export const PAGE = join(__dirname, '..', '..', 'docs', 'safety', 'planted-outside.md');

const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`;
const escape = (text: string): string => text.replaceAll('|', '\\|');

/** @param notRun bugs of the catalogue that nothing was run for; they do not count */
export function renderVerdicts(verdicts: readonly Verdict[], notRun: readonly PlantedBug[] = []): string {
  const caught = verdicts.filter(({ caughtBy }) => caughtBy !== undefined).length;
  const rows = verdicts.map(({ bug: { name, file }, caughtBy }) =>
    row(escape(name), `\`${file}\``, caughtBy === undefined ? '**not caught**' : escape(caughtBy)),
  );
  const waiting = notRun.map(({ name, file }) => row(escape(name), `\`${file}\``, 'not run yet'));
  const rest =
    notRun.length === 0
      ? ''
      : `\n**${notRun.length} more bugs of the catalogue have not been run yet, and are not in the score.**\n`;
  return `# Planted bugs outside the engine

<!-- Written by \`make planted-outside\`, by running tests with one bug at a time in the code. Do not edit. -->

${caught} of ${verdicts.length} planted bugs are caught by a test that is about the code with the bug. The bugs are in the constructs, the
tool, the Lambdas beside the engine, and the delivery; the [bugs in the engine](planted-bugs.md) have a page of their own.
The catalogue is in \`test/planted/catalogue\`. It is a sample: what nobody has planted is not in the score.
${rest}
${row('bug', 'in', 'caught by')}
${row('---', '---', '---')}
${[...rows, ...waiting].join('\n')}
`;
}
