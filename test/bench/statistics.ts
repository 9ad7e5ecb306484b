/** Summary of several runs of one measurement. */
export interface Summary {
  readonly min: number;
  readonly median: number;
  readonly max: number;
  readonly runs: number;
}

/** @throws Error for no value */
export function summarise(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) throw new Error('nothing was measured');
  return { min, median: median(sorted), max, runs: sorted.length };
}

/** The middle value, or the mean of the two middle values. @throws Error for no value */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new Error('nothing was measured');
  return (lower + upper) / 2;
}

/** The run whose value is nearest to the median, to show a real run. @throws Error for no run */
export function typical<T>(runs: readonly T[], value: (run: T) => number): T {
  const middle = median(runs.map(value));
  const [nearest] = [...runs].sort((a, b) => Math.abs(value(a) - middle) - Math.abs(value(b) - middle));
  if (nearest === undefined) throw new Error('nothing was measured');
  return nearest;
}

/** Adds `by` to every value. */
export const longer = ({ min, median: middle, max, runs }: Summary, by: number): Summary => ({
  min: min + by,
  median: middle + by,
  max: max + by,
  runs,
});
