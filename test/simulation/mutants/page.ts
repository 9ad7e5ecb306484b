import { join } from 'node:path';
import type { Outcome } from './mutant';

/** File of the committed page. */
export const PAGE = join(__dirname, '..', '..', '..', 'docs', 'safety', 'planted-bugs.md');

const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`;

/** Renders the page with the score. */
export function renderOutcomes(outcomes: readonly Outcome[]): string {
  const caught = outcomes.filter(({ caughtBy }) => caughtBy !== undefined);
  const rows = outcomes.map(({ mutant: { name, file, promise }, caughtBy }) =>
    row(name, `\`${file}\``, String(promise), caughtBy ?? '**not caught**'),
  );
  return `# Planted bugs

<!-- Written by \`make planted\`, by running the simulation on the engine with one bug at a time in it. Do not edit. -->

${caught.length} of ${outcomes.length} planted bugs are caught by a check of a promise: in a story of \`test/simulation/stories\`, in drawn worlds, or
when every call of an operation meets every fault. A figure that differs from a generated page does not count.

${row('bug', 'in \`functions/\`', 'promise', 'caught by')}
${row('---', '---', '---', '---')}
${rows.join('\n')}
`;
}
