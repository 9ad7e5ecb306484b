import { join } from 'node:path';
import type { Mutant, Outcome } from './mutant';

/** File of the committed page. */
export const PAGE = join(__dirname, '..', '..', '..', 'docs', 'safety', 'planted-bugs.md');

const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`;

/** The verdict on one bug, as the page has it. */
interface Entry {
  readonly name: string;
  readonly caughtBy: string | undefined;
  readonly text: string;
}

const MISSED = '**not caught**';

const entryOf = ({ mutant: { name, file, promise }, caughtBy }: Outcome): Entry => ({
  name,
  caughtBy,
  text: row(name, `\`${file}\``, String(promise), caughtBy ?? MISSED),
});

/** The verdicts of an earlier run, by the name of the bug. */
export function entriesOf(page: string): ReadonlyMap<string, Entry> {
  const rows = page.split('\n').filter((line) => line.startsWith('| '));
  return new Map(
    rows.slice(2).map((text) => {
      const [name = '', , , caughtBy] = text.slice(2, -2).split(' | ');
      return [name, { name, caughtBy: caughtBy === MISSED ? undefined : caughtBy, text }];
    }),
  );
}

/**
 * Renders the page with the score.
 *
 * @param earlier verdicts on the bugs that were not tried now. A bug that has none is not on the page
 */
export function renderOutcomes(
  outcomes: readonly Outcome[],
  catalogue: readonly Mutant[],
  earlier: ReadonlyMap<string, Entry> = new Map(),
): string {
  const tried = new Map(outcomes.map((outcome) => [outcome.mutant.name, entryOf(outcome)]));
  const entries = catalogue.flatMap(({ name }) => tried.get(name) ?? earlier.get(name) ?? []);
  const caught = entries.filter(({ caughtBy }) => caughtBy !== undefined);
  return `# Planted bugs

<!-- Written by \`make planted\`, by running the simulation on the engine with one bug at a time in it. Do not edit. -->

${caught.length} of ${entries.length} planted bugs are caught by a check of a promise: in a story of \`test/simulation/stories\`, in drawn worlds, when
every call of an operation meets every fault, or when a run is killed at each of its calls and begun again. A figure that differs from a
generated page does not count.

${row('bug', 'in \`functions/\`', 'promise', 'caught by')}
${row('---', '---', '---', '---')}
${entries.map(({ text }) => text).join('\n')}
`;
}
