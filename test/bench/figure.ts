import { spread, type Summary } from './statistics';

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

/** A floor whose runs lie further apart than this share says nothing about noise any more. */
const MOST_NOISE = 0.25;

/**
 * Judges against the floor of the same run. It is missed when even the fastest run is over the limit, by a larger share
 * than the floor's own runs lie apart: a busy machine makes the floor slow and uneven too.
 *
 * @param allowed beyond the floor's median, in the figure's unit
 */
export function aboveFloor(measured: Measured, floor: Summary, allowed: number, budget: string): Figure {
  const limit = floor.median + allowed;
  const noise = Math.min(MOST_NOISE, spread(floor));
  const isNoise = measured.measured.min <= limit * (1 + noise);
  return { ...measured, floor, limit, budget, verdict: judge(measured.measured, limit, isNoise) };
}

/** Judges against a limit that no machine changes: sizes and counts. */
export const exactly = (measured: Measured, limit: number, budget: string): Figure => ({
  ...measured,
  limit,
  budget,
  verdict: judge(measured.measured, limit, false),
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
  verdict: judge(measured.measured, limit, cpu.median <= limit),
});

function judge({ median }: Summary, limit: number, isNoise: boolean): Verdict {
  if (median <= limit) return 'met';
  return isNoise ? 'noisy' : 'missed';
}

/** Times the floor; `undefined` without a floor. */
export const ratioToFloor = ({ measured, floor }: Figure): number | undefined =>
  floor && floor.median > 0 ? measured.median / floor.median : undefined;

/** What it takes beyond the floor, in its unit. */
export const overFloor = ({ measured, floor }: Figure): number | undefined => floor && measured.median - floor.median;
