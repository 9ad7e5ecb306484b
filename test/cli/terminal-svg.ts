const CELL = { width: 8.4, height: 19 } as const;
const PADDING = 16;
const COLOURS: Readonly<Record<string, string>> = { '31': '#ff6b6b', '32': '#69db7c', '33': '#ffd43b' };
const PLAIN = '#e9ecef';

const escape = (text: string): string =>
  text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign);

/** Draws the content of a terminal with its colours as an SVG picture that loads nothing. */
export function terminalSvg(lines: readonly string[]): string {
  const rows = lines.map((line) => line.trimEnd());
  while (rows.at(-1) === '') rows.pop();
  const columns = Math.max(...rows.map((row) => row.replace(CODE, '').length));
  const width = Math.ceil(columns * CELL.width + 2 * PADDING);
  const height = rows.length * CELL.height + 2 * PADDING;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<rect width="${width}" height="${height}" rx="8" fill="#212529"/>`,
    '<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14" xml:space="preserve">',
    ...rows.map((row, index) => drawRow(row, PADDING + (index + 0.75) * CELL.height)),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

const CODE = /\u001b\[([0-9;]*)m/g;

function drawRow(row: string, y: number): string {
  let style = '';
  let column = 0;
  const spans = row.split(/\u001b\[([0-9;]*)m/).map((part, index) => {
    if (index % 2 === 1) {
      style = styleOf(part);
      return '';
    }
    // Every span has its own position, because the width of fonts differs and columns must stay aligned.
    const x = (PADDING + column * CELL.width).toFixed(1);
    column += part.length;
    return part === '' ? '' : `<tspan x="${x}" ${style || `fill="${PLAIN}"`}>${escape(part)}</tspan>`;
  });
  return `<text y="${y}">${spans.join('')}</text>`;
}

function styleOf(code: string): string {
  if (code === '1') return `fill="${PLAIN}" font-weight="bold"`;
  if (code === '2') return 'fill="#868e96"';
  const colour = COLOURS[code];
  return colour === undefined ? '' : `fill="${colour}"`;
}
