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

/** A table with two spaces between columns, like that of kubectl. */
export function table(header: readonly string[], rows: readonly (readonly string[])[], paint: Paint): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) =>
    Math.max(...all.map((row) => stripVTControlCharacters(row[column] ?? '').length)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => padSeen(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [paint('dim', line(header)), ...rows.map(line)].join('\n');
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
