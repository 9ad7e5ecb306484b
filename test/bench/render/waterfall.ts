import { PAGE_WIDTH, ticks } from '../../../cli/report/page';
import type { Drawn } from '../report';
import type { Swap } from '../swap';
import type { Bar, Tone } from '../timeline';
import { duration, signed } from './format';
import { drawLine, drawRect, drawText, type Panel } from './svg';

const LEFT = 190;
const RIGHT = 90;
const ROW = 20;
const BAR = 13;
const MARK = 16;
const GAP = 34;
const LEGEND = 180;

const COLOURS: Readonly<Record<Tone, string>> = {
  engine: '#495057',
  role: '#e8590c',
  wait: '#74a9d8',
  dns: '#2f9e44',
  link: '#7048e8',
  vault: 'url(#vault)',
  pause: '#c92a2a',
};

const MEANINGS: Readonly<Record<Exclude<Tone, 'pause'>, string>> = {
  engine: 'engine',
  role: 'role change',
  wait: 'waits for Vault',
  dns: 'client name',
  link: 'link',
  vault: 'Vault itself (simulated)',
};

type Scale = (ms: number) => number;

/** Draws one panel per operation on one scale: a bar per step, and the floor below. */
export function drawWaterfalls(drawn: readonly Drawn[]): ((y: number) => Panel)[] {
  const longest = Math.max(
    ...drawn.flatMap(({ swap, floor }) => [...swap.bars, ...floor.bars].map(({ toMs }) => toMs)),
  );
  const scale: Scale = (ms) => LEFT + (Math.max(0, ms) / longest) * (PAGE_WIDTH - LEFT - RIGHT);
  return [...drawn.map((each) => (y: number) => drawOperation(each, y, scale, longest)), drawLegend];
}

function drawOperation(
  { title, measure, durationMs, floorMs, swap, floor }: Drawn,
  y: number,
  scale: Scale,
  longest: number,
): Panel {
  const headline =
    `${title}: ${measure} ${duration(durationMs)}; ` +
    `floor ${duration(floorMs)} (${signed(duration(durationMs - floorMs))}, × ${(durationMs / floorMs).toFixed(2)})`;
  const marks = marksOf(swap);
  const firstRow = y + 26 + marks.length * MARK;
  const floorHead = firstRow + swap.bars.length * ROW + 4;
  const floorRows = floorHead + ROW;
  const bottom = floorRows + floor.bars.length * ROW + 2;
  return {
    height: bottom + GAP - y,
    content: [
      drawText(0, y + 14, headline, { bold: true, size: 14 }),
      ...ticks(longest).map(
        (ms) =>
          drawLine({ x: scale(ms), from: firstRow - 2, to: bottom }, '#e9ecef') +
          drawText(scale(ms), bottom + 13, `${ms / 1000} s`, { anchor: 'middle', colour: '#495057' }),
      ),
      drawRect({ x: 0, y: floorHead, width: PAGE_WIDTH, height: bottom - floorHead }, '#f1f3f5'),
      ...marks.map((mark, index) => drawMark(mark, y + 26 + index * MARK, floorHead, scale)),
      ...swap.bars.map((bar, index) => drawBar(bar, firstRow + index * ROW, scale)),
      drawText(LEFT - 8, floorHead + 14, 'the floor', { anchor: 'end', colour: '#495057', bold: true }),
      drawText(
        LEFT,
        floorHead + 14,
        marksOf(floor)
          .map(({ text }) => text)
          .join(' · '),
        { colour: '#495057' },
      ),
      ...floor.bars.map((bar, index) => drawBar(bar, floorRows + index * ROW, scale)),
    ].join('\n'),
  };
}

interface Mark {
  readonly atMs: number;
  readonly text: string;
}

function marksOf({ nameMs, servesMs, clientBackMs, linkedMs }: Swap): Mark[] {
  const mark = (atMs: number | undefined, text: string): Mark[] =>
    atMs === undefined ? [] : [{ atMs, text: `${text} ${duration(atMs)}` }];
  return [
    ...mark(nameMs, 'name points at away'),
    ...mark(servesMs, 'away serves'),
    ...mark(clientBackMs, 'client writes again'),
    ...mark(linkedMs, 'home follows'),
  ].sort((a, b) => a.atMs - b.atMs);
}

/** Draws a mark with its text in its own row, on the side with more room. */
function drawMark({ atMs, text }: Mark, y: number, bottom: number, scale: Scale): string {
  const x = scale(atMs);
  const isFarRight = x > PAGE_WIDTH * 0.7;
  return (
    drawLine({ x, from: y + 3, to: bottom }, '#212529', true) +
    drawText(isFarRight ? x - 5 : x + 5, y + 12, text, { anchor: isFarRight ? 'end' : 'start' })
  );
}

function drawBar({ name, tone, fromMs, toMs }: Bar, y: number, scale: Scale): string {
  const x = scale(fromMs);
  const width = scale(toMs) - x;
  const words = `${name}: ${duration(fromMs)} to ${duration(toMs)}`;
  return (
    drawText(LEFT - 8, y + 11, name, { anchor: 'end' }) +
    drawRect({ x, y, width, height: BAR }, COLOURS[tone], words) +
    drawText(x + Math.max(1.5, width) + 5, y + 11, duration(toMs - fromMs), { colour: '#495057' })
  );
}

function drawLegend(y: number): Panel {
  const entries = Object.entries(MEANINGS) as [keyof typeof MEANINGS, string][];
  return {
    height: 40,
    content: entries
      .map(([tone, meaning], index) => {
        const x = index * LEGEND;
        return drawRect({ x, y, width: 12, height: 12 }, COLOURS[tone]) + drawText(x + 18, y + 10, meaning);
      })
      .join('\n'),
  };
}
