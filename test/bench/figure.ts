import type { Summary } from './statistics';

export type Unit = 'ms' | 'KiB' | 'MiB' | 'writes' | '×';

/** `noisy`: over the limit, but not by more than the machine's own doing. */
export type Verdict = 'met' | 'noisy' | 'missed';

/** What was measured. */
export interface Measured {
  readonly what: string;
  readonly unit: Unit;
  readonly measured: Summary;
}

/** One measurement beside what it may be. */
export interface Figure extends Measured {
  /** The same without anything that could be left out, where that can be measured. */
  readonly floor?: Summary;
  /** What the median may be. */
  readonly limit: number;
  /** Where the limit comes from, to be read. */
  readonly budget: string;
  readonly verdict: Verdict;
}

export interface FloorBudget {
  readonly floor: Summary;
  /** What may lie between the medians, in the figure's unit. */
  readonly allowed: number;
  readonly budget: string;
  /** How many times its time on a processor a process took meanwhile; 1 on a machine of its own. */
  readonly stretch: number;
}

/**
 * Judges against the floor of the same run. What lies beyond the floor is work; where a process next to it took three
 * times its time on a processor, so did this work, and two thirds of it are noise.
 */
export function aboveFloor(measured: Measured, { floor, allowed, budget, stretch }: FloorBudget): Figure {
  const over = measured.measured.median - floor.median;
  const verdict = judge(over, allowed, over / stretch <= allowed);
  return { ...measured, floor, limit: floor.median + allowed, budget, verdict };
}

/** Judges against a limit that no machine changes: sizes and counts. */
export const exactly = (measured: Measured, limit: number, budget: string): Figure => ({
  ...measured,
  limit,
  budget,
  verdict: judge(measured.measured.median, limit, false),
});

/**
 * Judges the time of a process against a fixed limit. Over it is noise as long as the time on a processor is not: the
 * rest was spent waiting for one.
 *
 * @param cpu the same processes, time on a processor
 */
export const alone = (measured: Measured, cpu: Summary, limit: number, budget: string): Figure => ({
  ...measured,
  limit,
  budget,
  verdict: judge(measured.measured.median, limit, cpu.median <= limit),
});

function judge(value: number, limit: number, isNoise: boolean): Verdict {
  if (value <= limit) return 'met';
  return isNoise ? 'noisy' : 'missed';
}

/** Times the floor; `undefined` without a floor. */
export const ratioToFloor = ({ measured, floor }: Figure): number | undefined =>
  floor && floor.median > 0 ? measured.median / floor.median : undefined;

/** What it takes beyond the floor, in its unit. */
export const overFloor = ({ measured, floor }: Figure): number | undefined => floor && measured.median - floor.median;
