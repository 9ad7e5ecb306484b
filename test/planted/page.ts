import { join } from 'node:path';
import type { PlantedBug, Verdict } from './bug';

/** File of the committed page. */
export const PAGE = join(__dirname, '..', '..', 'docs', 'safety', 'planted-outside.md');

const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`;
const escape = (text: string): string => text.replaceAll('|', '\\|');

const MISSED = '**not caught**';
const WAITING = 'not run yet';

const cells = ({ name, file }: PlantedBug): string[] => [escape(name), `\`${file}\``];

/** The verdicts of earlier runs on the bugs of the catalogue. */
export function verdictsOf(page: string, catalogue: readonly PlantedBug[]): Verdict[] {
  const lines = page.split('\n');
  return catalogue.flatMap((bug) => {
    const begin = row(...cells(bug)).slice(0, -1);
    const line = lines.find((each) => each.startsWith(begin));
    const said = line?.slice(begin.length, -1).trim().replace(/^\| /, '').replaceAll('\\|', '|');
    if (said === undefined || said === WAITING) return [];
    return [{ bug, caughtBy: said === MISSED ? undefined : said }];
  });
}

/** Renders the page in the order of the catalogue. A bug that nothing was run for does not count. */
export function renderVerdicts(verdicts: readonly Verdict[], catalogue: readonly PlantedBug[]): string {
  const tried = new Map(verdicts.map((verdict) => [verdict.bug, verdict]));
  const caught = verdicts.filter(({ caughtBy }) => caughtBy !== undefined).length;
  const rows = catalogue.map((bug) => {
    const verdict = tried.get(bug);
    return row(...cells(bug), verdict === undefined ? WAITING : escape(verdict.caughtBy ?? MISSED));
  });
  const left = catalogue.length - tried.size;
  const rest =
    left === 0 ? '' : `\n**${left} more bugs of the catalogue have not been run yet, and are not in the score.**\n`;
  return `# Planted bugs outside the engine

<!-- Written by \`make planted-outside\`, by running tests with one bug at a time in the code. Do not edit. -->

${caught} of ${verdicts.length} planted bugs are caught by a test that is about the code with the bug. The bugs are in the constructs, the
tool, the Lambdas beside the engine, and the delivery; the [bugs in the engine](planted-bugs.md) have a page of their own.
The catalogue is in \`test/planted/catalogue\`. It is a sample: what nobody has planted is not in the score.
${rest}
${row('bug', 'in', 'caught by')}
${row('---', '---', '---')}
${rows.join('\n')}
`;
}
