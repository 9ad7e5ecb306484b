import type { Summary } from './statistics';

export type Unit = 'ms' | 'KiB' | 'MiB' | 'writes' | '×';

/** `noisy`: over the limit, but only because the machine was busy. */
export type Verdict = 'met' | 'noisy' | 'missed';

/** A measurement. */
export interface Measured {
  readonly what: string;
  readonly unit: Unit;
  readonly measured: Summary;
}

/** A measurement and its budget. */
export interface Figure extends Measured {
  /** The same move with nothing but the unavoidable calls, where that can be measured. */
  readonly floor?: Summary;
  /** Limit on the median. */
  readonly limit: number;
  /** Text that explains the limit. */
  readonly budget: string;
  readonly verdict: Verdict;
}

export interface FloorBudget {
  readonly floor: Summary;
  /** Allowed difference of the medians, in the unit of the figure. */
  readonly allowed: number;
  readonly budget: string;
  /** Duration of an empty process divided by its processor time; 1 on an idle machine. */
  readonly stretch: number;
}

/**
 * Judges against the floor of the same run. The time beyond the floor is divided by `stretch`: when an empty process took
 * three times its processor time, so did this work, and two thirds of it are noise.
 */
export function aboveFloor(measured: Measured, { floor, allowed, budget, stretch }: FloorBudget): Figure {
  const over = measured.measured.median - floor.median;
  const verdict = judge(over, allowed, over / stretch <= allowed);
  return { ...measured, floor, limit: floor.median + allowed, budget, verdict };
}

/** Judges sizes and counts, which do not depend on the load of the machine. */
export const exactly = (measured: Measured, limit: number, budget: string): Figure => ({
  ...measured,
  limit,
  budget,
  verdict: judge(measured.measured.median, limit, false),
});

/**
 * Judges the duration of a process against a fixed limit. A miss is noise while the processor time is within the limit: the
 * rest was spent waiting for a processor.
 *
 * @param cpu processor time of the same processes
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

/** Ratio to the floor; `undefined` without a floor. */
export const ratioToFloor = ({ measured, floor }: Figure): number | undefined =>
  floor && floor.median > 0 ? measured.median / floor.median : undefined;

/** Difference to the floor, in the unit of the figure; `undefined` without a floor. */
export const overFloor = ({ measured, floor }: Figure): number | undefined => floor && measured.median - floor.median;
