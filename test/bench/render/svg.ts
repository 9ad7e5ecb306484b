import { escape, PAGE_WIDTH } from '../../../cli/report/page';

/** A part of a picture, drawn at `y` and below. */
export interface Panel {
  readonly height: number;
  readonly content: string;
}

const PADDING = 16;

export interface TextOptions {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly colour?: string;
  readonly bold?: boolean;
  readonly size?: number;
}

/** Text with a white outline, so that it stays readable in front of lines. */
export const drawText = (
  x: number,
  y: number,
  content: string,
  { anchor = 'start', colour = '#212529', bold = false, size = 12 }: TextOptions = {},
): string => {
  const style = `font: ${bold ? 600 : 400} ${size}px system-ui, sans-serif`;
  return (
    `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="${colour}" style="${style}" ` +
    `paint-order="stroke" stroke="#fff" stroke-width="3">${escape(content)}</text>`
  );
};

export const drawRect = (
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  fill: string,
  title?: string,
): string => {
  const box = `x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${Math.max(1.5, width).toFixed(1)}" height="${height}"`;
  return title === undefined
    ? `<rect ${box} fill="${fill}"/>`
    : `<rect ${box} fill="${fill}"><title>${escape(title)}</title></rect>`;
};

export const drawLine = (
  { x, from, to }: { x: number; from: number; to: number },
  colour: string,
  dashed = false,
): string =>
  `<line x1="${x.toFixed(1)}" y1="${from.toFixed(1)}" x2="${x.toFixed(1)}" y2="${to.toFixed(1)}" stroke="${colour}"` +
  `${dashed ? ' stroke-dasharray="3 3"' : ''}/>`;

/** Stacks panels in one picture without external files. It has a white background, so it is readable on a dark page too. */
export function stack(label: string, panels: readonly ((y: number) => Panel)[]): string {
  let y = PADDING;
  const contents = panels.map((draw) => {
    const { height, content } = draw(y);
    y += height;
    return content;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${PAGE_WIDTH} ${y + PADDING}" role="img" aria-label="${escape(label)}">`,
    '<defs><pattern id="vault" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
      '<rect width="6" height="6" fill="#dee2e6"/><rect width="2" height="6" fill="#adb5bd"/></pattern></defs>',
    `<rect width="${PAGE_WIDTH}" height="${y + PADDING}" fill="#fff"/>`,
    ...contents,
    '</svg>',
    '',
  ].join('\n');
}
