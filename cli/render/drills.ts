import type { DrillLeg, DrillRecord, DrillVerdict } from '../../functions/dr-operations/contract';
import { table, type Paint, type Tone } from './paint';

const DRILL_COLUMNS = ['STARTED', 'TO', 'OUTCOME', 'RTO', 'TARGET', 'RPO', 'MEASURED BY', 'VERDICT'] as const;

/** One line for each switchover of each drill, newest drill first. */
export function renderDrills(drills: readonly DrillRecord[], paint: Paint): string {
  if (drills.length === 0) return 'The journal has no drill.';
  const rows = drills.flatMap((drill) =>
    cellsOf(drill).map((cells) => [...cells.slice(0, -1), paint(TONES[drill.verdict], drill.verdict)]),
  );
  return table(DRILL_COLUMNS, rows, paint);
}

/** The cells of a drill: a row for each switchover, or one row if there was none. */
export function cellsOf(drill: DrillRecord): string[][] {
  const { startedAt, targets, measuredBy, verdict, legs } = drill;
  const began = startedAt.replace(/\.\d+Z$/, 'Z');
  const target = `${targets.rtoSeconds} s`;
  if (legs.length === 0) return [[began, '-', 'not begun', '-', target, '-', measuredBy, verdict]];
  return legs.map((leg) => [began, leg.to, leg.outcome, rtoOf(leg), target, rpoOf(leg), measuredBy, verdict]);
}

/** For how long the client was not served. Where no client measured, it is the switch alone, which is less. */
function rtoOf({ outageMs, switchMs, servedAgain }: DrillLeg): string {
  if (outageMs !== undefined) return `${inSeconds(outageMs)}${servedAgain === false ? ', still not served' : ''}`;
  return switchMs === undefined ? '-' : `${inSeconds(switchMs)} (switch)`;
}

/** What was lost. `-`: nobody measured it. */
function rpoOf({ lostWrites, lossMs = 0 }: DrillLeg): string {
  if (lostWrites === undefined) return '-';
  return lostWrites === 0 ? 'none' : `${lostWrites} writes, ${inSeconds(lossMs)}`;
}

const inSeconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

const TONES: Readonly<Record<DrillVerdict, Tone>> = { met: 'good', missed: 'bad', unfinished: 'warn' };
