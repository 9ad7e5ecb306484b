import { join } from 'node:path';
import type { Outcome } from './mutant';

/** Where the page is kept. */
export const PAGE = join(__dirname, '..', '..', '..', 'docs', 'safety', 'planted-bugs.md');

const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`;

/** The score as a table. */
export function renderOutcomes(outcomes: readonly Outcome[]): string {
  const caught = outcomes.filter(({ caughtBy }) => caughtBy !== undefined);
  const rows = outcomes.map(({ mutant: { name, file, promise }, caughtBy }) =>
    row(name, `\`${file}\``, String(promise), caughtBy ?? '**not caught**'),
  );
  return `# Planted bugs

<!-- Written by \`make planted\`, by running the simulation on the engine with one bug at a time in it. Do not edit. -->

${caught.length} of ${outcomes.length} planted bugs are caught by a check of a promise: by one of the stories in \`test/simulation/stories\`,
by worlds that are drawn, or by hitting every call of an operation. A figure on a page that differs does not count.

${row('bug', 'in \`functions/\`', 'promise', 'caught by')}
${row('---', '---', '---', '---')}
${rows.join('\n')}
`;
}
