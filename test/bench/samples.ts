import { measureBundles, type BundleRun } from './bundles';
import { measureFailoverFloor, measureSwitchoverFloor } from './floor';
import { measureFailover, measureSwitchover } from './operation';
import type { Options } from './options';
import { runCode, type Spent } from './run-node';
import { replaySchedules, type Replayed } from './schedules';
import { SYNTHESIS } from './budgets';
import type { Swap } from './swap';
import { synthesiseDev, synthesisePairs } from './synthesis';

/** The moves of the primary. Each is measured once per round, so that the load of the machine is similar for all. */
const SWAPS = {
  failoverFloor: measureFailoverFloor,
  failoverRefused: () => measureFailover('refused'),
  failoverRefusedWarm: () => measureFailover('refused', 'warm'),
  failoverBlackHoled: () => measureFailover('black-holed'),
  switchoverFloor: measureSwitchoverFloor,
  switchover: measureSwitchover,
} as const;

export type SwapName = keyof typeof SWAPS;

/** All measurements, run by run. */
export interface Samples {
  readonly swaps: Readonly<Record<SwapName, readonly Swap[]>>;
  /** An empty process after each move; shows how busy the machine is. */
  readonly empty: readonly Spent[];
  readonly bundles: readonly BundleRun[];
  readonly dev: readonly Spent[];
  /** An app without a pair, with half of the pairs, and with all of them. */
  readonly pairs: Readonly<Record<'none' | 'half' | 'all', readonly Spent[]>>;
  readonly schedules: readonly Replayed[];
}

/** Fewer runs for 100 pairs, which take long and vary little. */
const MOST_PAIRS_RUNS = 3;

/** Measures everything in sequence. @throws Error when an operation does not end with `done` */
export async function measureAll({ runs, pace }: Options, tell: (text: string) => void): Promise<Samples> {
  const moved = await measureSwaps(runs, tell);
  tell('bundles: size and cold import');
  const bundles = await measureBundles();
  const dev = await repeat(runs, (run) => {
    tell(`synthesis of live/dev, ${run} of ${runs}`);
    return synthesiseDev();
  });
  const pairs = await measurePairs(Math.min(runs, MOST_PAIRS_RUNS), tell);
  tell(`two published schedules in three situations each, side by side${pace === 1 ? '' : `, waits × ${pace}`}`);
  const schedules = await replaySchedules(pace, (text) => tell(`  ${text}`));
  return { ...moved, bundles, dev, pairs, schedules };
}

async function measureSwaps(
  runs: number,
  tell: (text: string) => void,
): Promise<{ swaps: Record<SwapName, Swap[]>; empty: Spent[] }> {
  const names = Object.keys(SWAPS) as SwapName[];
  const swaps = Object.fromEntries(names.map((name) => [name, [] as Swap[]])) as Record<SwapName, Swap[]>;
  const empty: Spent[] = [];
  for (let round = 1; round <= runs; round++) {
    for (const name of names) {
      const measured = await SWAPS[name]();
      swaps[name].push(measured);
      empty.push(await runCode(''));
      tell(`round ${round} of ${runs}, ${name}: the client writes again after ${measured.clientBackMs} ms`);
    }
  }
  return { swaps, empty };
}

async function measurePairs(runs: number, tell: (text: string) => void): Promise<Samples['pairs']> {
  const { pairs } = SYNTHESIS;
  const measure = (count: number): Promise<Spent[]> =>
    repeat(runs, (run) => {
      tell(`synthesis of ${count} pairs, ${run} of ${runs}`);
      return synthesisePairs(count);
    });
  return { none: await measure(0), half: await measure(pairs / 2), all: await measure(pairs) };
}

async function repeat<T>(runs: number, measure: (run: number) => Promise<T>): Promise<T[]> {
  const measured: T[] = [];
  for (let run = 1; run <= runs; run++) measured.push(await measure(run));
  return measured;
}
