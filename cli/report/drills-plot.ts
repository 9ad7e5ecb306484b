import type { DrillLeg, DrillRecord } from '../../functions/dr-operations/contract';
import type { ClusterName } from '../../functions/shared/contract';
import { COLOUR_RULES, colours, escape, PAGE_WIDTH, PALETTE } from './page';
import { attributesOf, textWidth, type PictureOptions } from './picture';
import { seconds } from './timeline';

const MARGIN = 16;
const PLOT_HEIGHT = 180;
const TOP = 12;
const AXIS_HEIGHT = 26;
const LEGEND_HEIGHT = 22;
const DOT = 5;
/** A gap between two dates, pixels. */
const DATE_GAP = 14;

/** One switchover of a drill, as a dot. */
interface Dot {
  readonly drill: DrillRecord;
  readonly leg: DrillLeg;
  readonly ms: number;
  readonly kind: DotKind;
}

/** `met` and `missed`: a client measured it; `switch`: only the time without a primary is known. */
type DotKind = 'met' | 'missed' | 'switch';

const COLOURS = { met: 'writable', missed: 'down', switch: 'following' } as const;
const MEANINGS: Readonly<Record<DotKind, string>> = {
  met: 'within the targets',
  missed: 'target missed',
  switch: 'the switch alone',
};

/** Renders RTO for each switchover of each drill against the target as an SVG picture, oldest drill first. */
export function renderDrillsPlot(
  newestFirst: readonly DrillRecord[],
  { width = PAGE_WIDTH, shownOn }: PictureOptions = {},
): string {
  const drills = [...newestFirst].reverse();
  const dots = drills.flatMap(dotsOf);
  const scale = logScale([...dots.map(({ ms }) => ms), ...drills.map(targetMs)]);
  const left = MARGIN + Math.max(...scale.ticks.map((ms) => textWidth(labelOf(ms)))) + 8;
  const bottom = TOP + PLOT_HEIGHT;
  const y = (ms: number): number => bottom - scale.at(ms) * PLOT_HEIGHT;
  const step = (width - MARGIN - left) / Math.max(1, drills.length);
  const x = (drill: DrillRecord): number => left + (drills.indexOf(drill) + 0.5) * step;
  const legend = renderLegend(dots, bottom + AXIS_HEIGHT, width);
  const height = bottom + AXIS_HEIGHT + legend.height;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg"${attributesOf(shownOn)} viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="Drills over time: how long clients were not served, against the target">`,
    `<style>${PALETTE}\n${COLOUR_RULES}</style>`,
    `<rect ${colours('surface')} width="${width}" height="${height}"/>`,
    ...scale.ticks.map((ms) => renderLevel(ms, y(ms), { left, right: width - MARGIN })),
    ...drills.map((drill) => renderTarget(drill, { from: x(drill) - step / 2, to: x(drill) + step / 2, y })),
    ...dots.map((dot) => renderDot(dot, x(dot.drill), y(dot.ms))),
    ...datesThatFit(drills, step).map((drill) => renderDate(drill, x(drill), { bottom, width })),
    legend.content,
    '</svg>',
  ].join('\n');
}

function dotsOf(drill: DrillRecord): Dot[] {
  return drill.legs.flatMap((leg) => {
    const ms = leg.outageMs ?? leg.switchMs;
    return ms === undefined ? [] : [{ drill, leg, ms, kind: kindOf(leg, targetMs(drill)) }];
  });
}

function kindOf(leg: DrillLeg, target: number): DotKind {
  const { outcome, outageMs, switchMs = 0, servedAgain = true, lostWrites = 0 } = leg;
  const isMet = outcome === 'done' && servedAgain && lostWrites === 0 && (outageMs ?? switchMs) <= target;
  if (!isMet) return 'missed';
  return outageMs === undefined ? 'switch' : 'met';
}

const targetMs = ({ targets }: DrillRecord): number => targets.rtoSeconds * 1000;

/** Least value of the axis, ms. A client that was always served is drawn there. */
const LEAST_MS = 100;

/** Powers of ten, because a target is often a hundred times what is measured. `at` is from 0 to 1. */
function logScale(values: readonly number[]): { ticks: number[]; at: (ms: number) => number } {
  const decades = Math.max(1, Math.ceil(Math.log10(Math.max(...values, LEAST_MS * 10) / LEAST_MS)));
  return {
    ticks: Array.from({ length: decades + 1 }, (_, index) => LEAST_MS * 10 ** index),
    at: (ms) => Math.log10(Math.max(ms, LEAST_MS) / LEAST_MS) / decades,
  };
}

const labelOf = (ms: number): string => `${ms / 1000} s`;

function renderLevel(ms: number, y: number, { left, right }: { left: number; right: number }): string {
  return (
    `<line ${colours('none', 'line')} x1="${left.toFixed(1)}" y1="${y.toFixed(1)}" x2="${right}" y2="${y.toFixed(1)}"/>` +
    `<text ${colours('pale')} x="${(left - 8).toFixed(1)}" y="${(y + 4).toFixed(1)}" text-anchor="end">${labelOf(ms)}</text>`
  );
}

function renderTarget(drill: DrillRecord, area: { from: number; to: number; y: (ms: number) => number }): string {
  const y = area.y(targetMs(drill)).toFixed(1);
  return (
    `<g><title>target: at most ${drill.targets.rtoSeconds} s</title>` +
    `<line ${colours('none', 'changing')} stroke-width="2" stroke-dasharray="6 3" x1="${area.from.toFixed(1)}" y1="${y}" x2="${area.to.toFixed(1)}" y2="${y}"/></g>`
  );
}

/** A circle for a switchover to away, a square for one to home. One that no client measured is hollow. */
function renderDot({ drill, leg, ms, kind }: Dot, x: number, y: number): string {
  const title = `${dateOf(drill)}, to ${leg.to}: ${seconds(ms)}, ${MEANINGS[kind]}`;
  return `<g><title>${escape(title)}</title>${shapeOf(leg.to, kind, x, y)}</g>`;
}

function shapeOf(to: ClusterName, kind: DotKind, x: number, y: number): string {
  const colour = COLOURS[kind];
  const paint = `${colours(kind === 'switch' ? 'surface' : colour, colour)} stroke-width="2"`;
  const at = { x: x.toFixed(1), y: y.toFixed(1) };
  if (to === 'away') return `<circle ${paint} cx="${at.x}" cy="${at.y}" r="${DOT}"/>`;
  return `<rect ${paint} x="${(x - DOT).toFixed(1)}" y="${(y - DOT).toFixed(1)}" width="${2 * DOT}" height="${2 * DOT}"/>`;
}

const dateOf = ({ startedAt }: DrillRecord): string => startedAt.slice(0, 10);

/** The newest drill, and as many before it as have room for their dates. */
function datesThatFit(drills: readonly DrillRecord[], step: number): DrillRecord[] {
  const every = Math.max(1, Math.ceil((textWidth('2026-01-01') + DATE_GAP) / step));
  return drills.filter((_, index) => (drills.length - 1 - index) % every === 0);
}

function renderDate(drill: DrillRecord, x: number, { bottom, width }: { bottom: number; width: number }): string {
  const half = textWidth(dateOf(drill)) / 2;
  const middle = Math.min(Math.max(x, half), width - half);
  return `<text ${colours('pale')} x="${middle.toFixed(1)}" y="${bottom + 18}" text-anchor="middle">${dateOf(drill)}</text>`;
}

/** What occurs, one line each. */
function renderLegend(dots: readonly Dot[], y: number, width: number): { height: number; content: string } {
  const kinds = (Object.keys(MEANINGS) as DotKind[]).filter((kind) => dots.some((dot) => dot.kind === kind));
  const items = [
    ...kinds.map((kind) => ({
      signs: shapeOf('away', kind, 0, 0) + `<g transform="translate(16 0)">${shapeOf('home', kind, 0, 0)}</g>`,
      text: MEANINGS[kind],
    })),
    {
      signs: `<line ${colours('none', 'changing')} stroke-width="2" stroke-dasharray="6 3" x1="-6" y1="0" x2="22" y2="0"/>`,
      text: 'target',
    },
  ];
  const widths = items.map(({ text }) => 36 + textWidth(text) + 16);
  let x = MARGIN;
  let row = 0;
  const content = items.map(({ signs, text }, index) => {
    const needed = widths[index] ?? 0;
    if (x > MARGIN && x + needed > width) {
      row++;
      x = MARGIN;
    }
    const top = y + row * LEGEND_HEIGHT;
    const item =
      `<g transform="translate(${x + 8} ${top + 8})">${signs}</g>` +
      `<text ${colours('ink')} x="${x + 36}" y="${top + 12}">${text}</text>`;
    x += needed;
    return item;
  });
  return { height: (row + 1) * LEGEND_HEIGHT, content: content.join('\n') };
}
