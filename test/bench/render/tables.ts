import { overFloor, ratioToFloor, type Figure, type Verdict } from '../figure';
import type { Compared, Report } from '../report';
import { duration, durationOrNever, format, signed } from './format';

/** Rows of cells; the first row is the head. */
export type Table = readonly (readonly string[])[];

export const VERDICTS: Readonly<Record<Verdict, string>> = { met: 'met', noisy: 'met within noise', missed: 'MISSED' };

/** Every figure with its floor and its budget. */
export const figuresTable = ({ figures }: Report): Table => [
  ['what', 'min', 'median', 'max', 'runs', 'floor', '+ floor', '× floor', 'budget', 'limit', ''],
  ...figures.map(figureRow),
];

function figureRow(figure: Figure): string[] {
  const { what, unit, measured, floor, limit, budget, verdict } = figure;
  const over = overFloor(figure);
  return [
    what,
    format(measured.min, unit),
    format(measured.median, unit),
    format(measured.max, unit),
    String(measured.runs),
    format(floor?.median, unit),
    over === undefined ? '' : signed(format(over, unit)),
    format(ratioToFloor(figure), '×'),
    budget,
    format(limit, unit),
    VERDICTS[verdict],
  ];
}

/** This system and the published schedules. */
export const comparisonTable = ({ compared }: Report): Table => [
  ['home is', 'who', 'client back', '', 'longest gap', 'two primaries', 'lost writes', 'linked', 'ends'],
  ...compared.map(comparisonRow),
];

function comparisonRow({ situation, who, swap, ended, ratio }: Compared): string[] {
  return [
    situation,
    who,
    durationOrNever(swap.clientBackMs),
    ratio === undefined ? '' : `× ${ratio.toFixed(1)}`,
    duration(swap.clientGapMs),
    duration(swap.twoPrimariesMs),
    String(swap.lostWrites),
    swap.linkedMs === undefined ? 'no' : `after ${duration(swap.linkedMs)}`,
    ended ? 'yes' : `no, stopped after ${duration(swap.endedMs)}`,
  ];
}

/** Renders a table for a terminal, with the narrowest possible columns. */
export function renderText(table: Table): string {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  return table
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0, column === 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const pad = (cell: string, width: number, isName: boolean): string =>
  isName ? cell.padEnd(width) : cell.padStart(width);

export function renderMarkdownTable([head = [], ...rows]: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
