import { stripVTControlCharacters, styleText } from 'node:util';

export type Tone = 'good' | 'bad' | 'warn' | 'dim' | 'strong';

const STYLES = { good: 'green', bad: 'red', warn: 'yellow', dim: 'dim', strong: 'bold' } as const;

/** Colours a text, or leaves it as it is. */
export type Paint = (tone: Tone, text: string) => string;

export const painter =
  (colours: boolean): Paint =>
  (tone, text) =>
    colours && text !== '' ? styleText(STYLES[tone], text) : text;

/** Pads to a width that counts what is seen, not the colour codes. */
export const padSeen = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - stripVTControlCharacters(text).length));

/** Columns with two spaces between them, as kubectl prints them. */
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

/** Cuts a line to what a terminal shows in one row; colour codes take no room. */
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
