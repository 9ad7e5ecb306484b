import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { seconds } from '../../cli/report/timeline';
import { parseOptions, USAGE, type Options } from './options';
import { renderHtml, renderMarkdown, renderSvg, renderTerminal } from './render';
import { buildReport, type Report } from './report';
import { measureAll } from './samples';

const ROOT = join(__dirname, '..', '..');
const OUT = join(ROOT, 'out', 'bench');
const DOCS = join(ROOT, 'docs', 'bench');
const PICTURE = 'where-the-time-goes.svg';
const EXIT_USAGE = 64;
/** Six parallel worlds each add several listeners for the end of this process. */
const MOST_LISTENERS = 50;

async function main(): Promise<void> {
  const options = readOptions();
  if (!options) return;
  process.setMaxListeners(MOST_LISTENERS);
  const beganAt = Date.now();
  const tell = (text: string): void => console.log(`${seconds(Date.now() - beganAt).padStart(9)}  ${text}`);
  const report = buildReport(await measureAll(options, tell), options);
  console.log(`\n${renderTerminal(report)}\n`);
  write(OUT, { 'index.html': renderHtml(report), [PICTURE]: renderSvg(report), 'bench.json': json(report) });
  if (options.docs) write(DOCS, { 'figures.md': renderMarkdown(report), [PICTURE]: renderSvg(report) });
  const missed = report.figures.filter(({ verdict }) => verdict === 'missed');
  console.log(`${report.figures.length - missed.length} budgets met, ${missed.length} missed`);
  if (missed.length > 0) process.exitCode = 1;
}

/** @returns `undefined` for `--help` and for wrong arguments */
function readOptions(): Options | undefined {
  try {
    const options = parseOptions(process.argv.slice(2));
    if (typeof options !== 'string') return options;
    console.log(options);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : 'malformed arguments'}\n\n${USAGE}`);
    process.exitCode = EXIT_USAGE;
  }
  return undefined;
}

const json = (report: Report): string => `${JSON.stringify(report, null, 2)}\n`;

function write(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content);
    console.log(relative(process.cwd(), join(folder, name)));
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
