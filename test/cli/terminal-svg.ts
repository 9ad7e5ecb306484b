const CELL = { width: 8.4, height: 19 } as const;
const PADDING = 16;
const COLOURS: Readonly<Record<string, string>> = { '31': '#ff8787', '32': '#69db7c', '33': '#ffd43b' };
const PLAIN = '#e9ecef';
const DIM = '#adb5bd';

const escape = (text: string): string =>
  text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign);

/** Draws what a terminal shows, with its colours, as a picture without external files. */
export function terminalSvg(lines: readonly string[]): string {
  const rows = lines.map((line) => line.trimEnd());
  while (rows.at(-1) === '') rows.pop();
  const columns = Math.max(...rows.map((row) => row.replace(CODE, '').length));
  const width = Math.ceil(columns * CELL.width + 2 * PADDING);
  const height = rows.length * CELL.height + 2 * PADDING;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<rect width="${width}" height="${height}" rx="8" fill="#212529"/>`,
    '<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14">',
    ...rows.map((row, index) => drawRow(row, PADDING + (index + 0.75) * CELL.height)).filter((row) => row !== ''),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

const CODE = /\u001b\[([0-9;]*)m/g;

/** Draws each word at the place of its column: browsers collapse spaces, and their fonts differ in width. */
function drawRow(row: string, y: number): string {
  let style = styleOf('');
  let column = 0;
  return row
    .split(/\u001b\[([0-9;]*)m/)
    .flatMap((part, index) => {
      if (index % 2 === 1) {
        style = styleOf(part);
        return [];
      }
      const words = [...part.matchAll(/\S+/g)].map((word) => drawWord(word[0], column + word.index, y, style));
      column += part.length;
      return words;
    })
    .join(' ');
}

function drawWord(word: string, column: number, y: number, style: string): string {
  const x = (PADDING + column * CELL.width).toFixed(1);
  const length = (word.length * CELL.width).toFixed(1);
  return `<text x="${x}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs" ${style}>${escape(word)}</text>`;
}

function styleOf(code: string): string {
  if (code === '1') return `fill="${PLAIN}" font-weight="bold"`;
  if (code === '2') return `fill="${DIM}"`;
  return `fill="${COLOURS[code] ?? PLAIN}"`;
}
