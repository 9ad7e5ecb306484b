import { labelOf, placeMarks, widthOf } from './marks';
import { COLOUR_RULES, colours, escape, PAGE_WIDTH, PALETTE, ticks } from './page';
import { inOrder, MEANINGS, seconds, SPAN_STATES, type Lane, type Span, type Timeline } from './timeline';

const MARGIN = 16;
const MARK_HEIGHT = 18;
const NAME_HEIGHT = 20;
const ROW_HEIGHT = 26;
const LANE_GAP = 10;
const AXIS_HEIGHT = 26;
const LEGEND_HEIGHT = 22;
/** A little more than a letter of 13 pixels needs on average. */
const LETTER_WIDTH = 7.5;

export interface PictureOptions {
  /** Pixels. @default - the width of a page */
  readonly width?: number;
  /** Where a page shows it. @default - everywhere */
  readonly shownOn?: 'wide' | 'phone';
}

/** A part of a picture, and its height. */
interface Part {
  readonly height: number;
  readonly content: string;
}

/** Renders a run as an SVG picture that can also be used alone. */
export function renderPicture(
  { lanes, events, durationMs }: Timeline,
  { width = PAGE_WIDTH, shownOn }: PictureOptions = {},
): string {
  const plot = { from: MARGIN, to: width - MARGIN };
  const scale = (ms: number): number =>
    plot.from + (Math.min(Math.max(ms, 0), durationMs) / Math.max(1, durationMs)) * (plot.to - plot.from);
  const top = MARK_HEIGHT + LANE_GAP;
  let bottom = top;
  const drawn = lanes.map((lane) => {
    const { height, content } = renderLane(lane, bottom, scale);
    bottom += height;
    return content;
  });
  const marks = placeMarks(
    inOrder(events).map(({ atMs }) => scale(atMs)),
    { from: 1, to: width - 1 },
  );
  const legend = renderLegend(lanes, bottom + AXIS_HEIGHT, plot);
  const height = bottom + AXIS_HEIGHT + legend.height;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg"${attributesOf(shownOn)} viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="Timeline: which cluster accepted writes at which time">`,
    `<style>${PALETTE}\n${COLOUR_RULES}</style>`,
    `<rect ${colours('surface')} width="${width}" height="${height}"/>`,
    ...ticks(durationMs, Math.floor(width / 60)).map((ms) => renderTick(ms, scale(ms), { top, bottom, width })),
    ...marks.flatMap(({ at }) =>
      at.map(
        (x) =>
          `<line ${colours('none', 'pale')} stroke-dasharray="2 3" x1="${x.toFixed(1)}" y1="${MARK_HEIGHT}" x2="${x.toFixed(1)}" y2="${bottom - LANE_GAP}"/>`,
      ),
    ),
    ...drawn,
    ...marks.map(
      (mark) =>
        `<rect ${colours('surface', 'line')} x="${(mark.x - widthOf(mark) / 2).toFixed(1)}" y="0.5" width="${widthOf(mark)}" height="${MARK_HEIGHT}" rx="4"/>` +
        `<text ${colours('ink')} x="${mark.x.toFixed(1)}" y="14" text-anchor="middle">${labelOf(mark)}</text>`,
    ),
    legend.content,
    '</svg>',
  ].join('\n');
}

/** The picture for a phone is hidden where styles are not allowed, so that a page shows one picture. */
export function attributesOf(shownOn: PictureOptions['shownOn']): string {
  if (shownOn === undefined) return '';
  return ` class="${shownOn}"${shownOn === 'phone' ? ' display="none"' : ''}`;
}

function renderTick(ms: number, x: number, area: { top: number; bottom: number; width: number }): string {
  const label = `${ms / 1000} s`;
  const half = textWidth(label) / 2;
  const middle = Math.min(Math.max(x, half), area.width - half);
  return (
    `<line ${colours('none', 'line')} x1="${x.toFixed(1)}" y1="${area.top}" x2="${x.toFixed(1)}" y2="${area.bottom}"/>` +
    `<text ${colours('pale')} x="${middle.toFixed(1)}" y="${area.bottom + 16}" text-anchor="middle">${label}</text>`
  );
}

function renderLane({ name, spans }: Lane, y: number, scale: (ms: number) => number): Part {
  const rows = sideBySide(spans);
  return {
    height: NAME_HEIGHT + rows.length * ROW_HEIGHT + LANE_GAP,
    content: [
      `<rect ${colours('surface')} x="${MARGIN}" y="${y}" width="${textWidth(name)}" height="${NAME_HEIGHT}"/>`,
      `<text ${colours('ink')} x="${MARGIN}" y="${y + 14}">${escape(name)}</text>`,
      ...rows.flatMap((row, index) => row.map((span) => renderSpan(span, y + NAME_HEIGHT + index * ROW_HEIGHT, scale))),
    ].join('\n'),
  };
}

function renderSpan({ fromMs, toMs, state, label }: Span, y: number, scale: (ms: number) => number): string {
  const x = scale(fromMs);
  const width = Math.max(2, scale(toMs) - x);
  const fits = width > textWidth(label) + 8;
  return (
    `<g><title>${escape(`${label}: ${seconds(fromMs)} – ${seconds(toMs)}`)}</title>` +
    `<rect ${colours(state, 'surface')} x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${ROW_HEIGHT - 2}"/>` +
    (fits ? `<text ${colours('on-state')} x="${(x + 6).toFixed(1)}" y="${y + 16}">${escape(label)}</text>` : '') +
    '</g>'
  );
}

/** Rows of spans that do not overlap. Steps of one round run at the same time. */
function sideBySide(spans: readonly Span[]): Span[][] {
  const rows: Span[][] = [];
  for (const span of spans) {
    const row = rows.find((each) => (each.at(-1)?.toMs ?? 0) <= span.fromMs);
    if (row) row.push(span);
    else rows.push([span]);
  }
  return rows;
}

/** The states that occur, in as many rows as the width needs. */
function renderLegend(lanes: readonly Lane[], y: number, { from, to }: { from: number; to: number }): Part {
  const used = SPAN_STATES.filter((state) => lanes.some(({ spans }) => spans.some((span) => span.state === state)));
  let x = from;
  let row = 0;
  const items = used.map((state) => {
    const width = 18 + textWidth(MEANINGS[state]) + 12;
    if (x > from && x + width > to) {
      row++;
      x = from;
    }
    const top = y + row * LEGEND_HEIGHT;
    const item =
      `<rect ${colours(state)} x="${x}" y="${top + 2}" width="12" height="12"/>` +
      `<text ${colours('ink')} x="${x + 18}" y="${top + 12}">${MEANINGS[state]}</text>`;
    x += width;
    return item;
  });
  return { height: (row + 1) * LEGEND_HEIGHT, content: items.join('\n') };
}

/** Pixels that a text needs at most. */
export const textWidth = (text: string): number => text.length * LETTER_WIDTH;
