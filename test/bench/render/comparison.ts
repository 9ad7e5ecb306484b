import { ticks } from '../../../cli/report/page';
import type { Compared, Report } from '../report';
import { duration, durationOrNever } from './format';
import { drawLine, drawRect, drawText, type Panel } from './svg';

const LEFT = 190;
const PLOT = 380;
const ROW = 22;
/** Gap between two situations. */
const GAP = 10;
const NO_CLIENT = '#c92a2a';
const TWO = '#f08c00';

/** Columns to the right of the bars. */
const COLUMNS: readonly { readonly x: number; readonly head: string; readonly tell: (row: Compared) => string }[] = [
  {
    x: 590,
    head: 'client back',
    tell: ({ swap, ratio }) =>
      durationOrNever(swap.clientBackMs) + (ratio === undefined || ratio === 1 ? '' : ` (× ${ratio.toFixed(1)})`),
  },
  { x: 710, head: 'two primaries', tell: ({ swap }) => duration(swap.twoPrimariesMs) },
  { x: 810, head: 'lost writes', tell: ({ swap }) => String(swap.lostWrites) },
  { x: 890, head: 'linked after', tell: ({ swap }) => (swap.linkedMs === undefined ? '–' : duration(swap.linkedMs)) },
  { x: 980, head: 'ends by itself', tell: ({ ended }) => (ended ? 'yes' : 'no') },
];

/** Draws this system and the published schedules on one scale: time without a primary, and time with two. */
export function drawComparison({ compared, pace }: Report): (y: number) => Panel {
  return (y) => {
    const longest = Math.max(...compared.map(({ swap }) => Math.max(swap.endedMs, swap.clientBackMs ?? 0)));
    const scale = (ms: number): number => LEFT + (Math.max(0, ms) / longest) * PLOT;
    const top = y + 48;
    const situations = [...new Set(compared.map(({ situation }) => situation))];
    const rowAt = (row: Compared, index: number): number => top + index * ROW + situations.indexOf(row.situation) * GAP;
    const bottom = top + compared.length * ROW + (situations.length - 1) * GAP + 4;
    const paced = pace === 1 ? '' : `, fixed waits × ${pace}`;
    return {
      height: bottom + 52 - y,
      content: [
        drawText(0, y + 14, `Beside two published schedules, played against the same pair${paced}`, {
          bold: true,
          size: 14,
        }),
        ...COLUMNS.map(({ x, head }) => drawText(x, y + 38, head, { colour: '#495057' })),
        ...ticks(longest).map(
          (ms) =>
            drawLine({ x: scale(ms), from: top - 4, to: bottom }, '#e9ecef') +
            drawText(scale(ms), bottom + 13, `${ms / 1000} s`, { anchor: 'middle', colour: '#495057' }),
        ),
        ...compared.map((row, index) => drawRow(row, rowAt(row, index), scale)),
        drawRect({ x: LEFT, y: bottom + 26, width: 12, height: 12 }, NO_CLIENT),
        drawText(LEFT + 18, bottom + 36, 'the client cannot write'),
        drawRect({ x: LEFT + 190, y: bottom + 26, width: 12, height: 12 }, TWO),
        drawText(LEFT + 208, bottom + 36, 'both clusters take writes'),
      ].join('\n'),
    };
  };
}

function drawRow(row: Compared, y: number, scale: (ms: number) => number): string {
  const { situation, who, swap, order } = row;
  const outageEnd = swap.clientBackMs ?? swap.endedMs;
  const outageFrom = swap.clientBackMs === undefined ? 0 : outageEnd - swap.clientGapMs;
  const bar = (fromMs: number, toMs: number, at: number, height: number, colour: string): string =>
    drawRect({ x: scale(fromMs), y: at, width: scale(toMs) - scale(fromMs), height }, colour, `${who}: ${order}`);
  const twoFrom = swap.servesMs ?? 0;
  return [
    drawText(LEFT - 8, y + 13, `${situation}: ${who}`, { anchor: 'end', bold: who === 'this system' }),
    bar(0, swap.endedMs, y + 7, 3, '#ced4da'),
    bar(outageFrom, outageEnd, y + 2, 13, NO_CLIENT),
    ...(swap.twoPrimariesMs > 0 ? [bar(twoFrom, twoFrom + swap.twoPrimariesMs, y + 2, 13, TWO)] : []),
    ...COLUMNS.map(({ x, tell }) => drawText(x, y + 13, tell(row))),
  ].join('\n');
}
