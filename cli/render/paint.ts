import { stripVTControlCharacters, styleText } from 'node:util';

/** What a colour means. */
export type Tone = 'good' | 'bad' | 'warn' | 'dim' | 'strong';

const STYLES = { good: 'green', bad: 'red', warn: 'yellow', dim: 'dim', strong: 'bold' } as const;

/** Colours a text, or returns it unchanged where colours are off. */
export type Paint = (tone: Tone, text: string) => string;

export const painter =
  (colours: boolean): Paint =>
  (tone, text) =>
    colours && text !== '' ? styleText(STYLES[tone], text) : text;

/** Pads a text to a width; colour codes do not count. */
export const padSeen = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - stripVTControlCharacters(text).length));

/**
 * A table with two spaces between columns, like that of kubectl.
 *
 * @param width characters of a line; a wider table goes on below, with its first column again @default - no limit
 */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  paint: Paint,
  width = Infinity,
): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => seenWidth(row[column] ?? ''))));
  const line = (row: readonly string[], columns: readonly number[]): string =>
    columns
      .map((column) => padSeen(row[column] ?? '', widths[column] ?? 0))
      .join(GAP)
      .trimEnd();
  return columnGroups(widths, width)
    .map((columns) => [paint('dim', line(header, columns)), ...rows.map((row) => line(row, columns))].join('\n'))
    .join('\n\n');
}

const GAP = '  ';
export const seenWidth = (text: string): number => stripVTControlCharacters(text).length;

/** The columns that fit beside each other, each time with the first one. */
function columnGroups(widths: readonly number[], width: number): number[][] {
  const [first = 0, ...others] = widths;
  const groups: number[][] = [[0]];
  let used = first;
  others.forEach((each, index) => {
    const isFull = used + GAP.length + each > width && (groups.at(-1) ?? []).length > 1;
    if (isFull) groups.push([0]);
    used = (isFull ? first : used) + GAP.length + each;
    groups.at(-1)?.push(index + 1);
  });
  return groups;
}

/** Breaks a text without colours between words. Later lines begin with `indent`. */
export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ (?=\S)/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length > width && line.trim() !== '') {
      lines.push(line);
      line = indent + word;
    } else line = longer;
  }
  return [...lines, line].join('\n');
}

/** Cuts a line to a width; colour codes do not count. */
export function clip(text: string, width: number): string {
  let room = width;
  const parts = text.split(/(\u001b\[[0-9;]*m)/).map((part, index) => {
    if (index % 2 === 1) return part;
    const shown = part.slice(0, Math.max(0, room));
    room -= part.length;
    return shown;
  });
  return parts.join('');
}

/** The lines of a text, cut so that none of them wraps: what is drawn again has to know how many lines it draws over. */
export const linesThatFit = (text: string, columns: number): string[] =>
  text.split('\n').map((line) => clip(line, columns - 1));
