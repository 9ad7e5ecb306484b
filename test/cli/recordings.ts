import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCS = join(__dirname, '..', '..', 'docs');
/** Whether to record the output instead of comparing it. */
const UPDATE = process.env['UPDATE_DOCS'] === '1';

/** Compares the output of a command with the recording on a page, or records it. */
export function expectRecorded(page: string, name: string, shown: string): void {
  const file = join(DOCS, page);
  const text = readFileSync(file, 'utf8');
  const block = new RegExp(`(<!-- recorded: ${name} -->\n\`\`\`text\n)([^]*?)(\`\`\`)`);
  const recorded = block.exec(text)?.[2];
  if (recorded === undefined) throw new Error(`docs/${page} has no block "recorded: ${name}"`);
  if (UPDATE)
    writeFileSync(
      file,
      text.replace(block, (_all, begin, _old, end) => `${begin}${shown.trimEnd()}\n${end}`),
    );
  else expect(comparable(shown)).toEqual(comparable(recorded));
}

/** Compares a picture with the recorded one, or records it. */
export function expectPicture(file: string, svg: string): void {
  const path = join(DOCS, file);
  if (UPDATE) writeFileSync(path, svg);
  else expect(comparable(textOf(svg))).toEqual(comparable(textOf(readFileSync(path, 'utf8'))));
}

const textOf = (svg: string): string => svg.replace(/<[^>]+>/g, ' ');

const PROOF_IN_CATCH_UP =
  /(catch-up \w+: done in # s) \((every write has arrived|every known write has arrived, and nothing more arrives)\)/;
const PROOF_LATER = /verify \w+: done in # s \(every write had arrived\)/;

/**
 * The lines to compare. Numbers, ids, widths and the order of parallel steps differ from run to run. So does the step with
 * the proof of a switchover: the catch-up, or `verify` if the demoted cluster answers later than the WALs arrive.
 */
function comparable(text: string): string[] {
  return text
    .split('\n')
    .map((line) =>
      line
        .replace(/\b(?=\w*\d)[0-9a-f]{8}\b/g, '#')
        .replace(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/g, '*')
        .replace(/\d+(\.\d+)?/g, '#')
        .replace(/\s+/g, ' ')
        .replace(PROOF_IN_CATCH_UP, '$1')
        .trim(),
    )
    .filter((line) => line !== '' && !PROOF_LATER.test(line))
    .sort();
}
