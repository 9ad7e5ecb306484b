import { parseArgs } from 'node:util';

export interface Options {
  /** Number of runs of each move of the primary. */
  readonly runs: number;
  /** Factor on the fixed waits of the published schedules; 1 is the original. */
  readonly pace: number;
  /** Whether to write docs/bench too. */
  readonly docs: boolean;
}

export const USAGE = `Measures failover, switchover, bundles and synthesis, and plays two published schedules for comparison.

Usage: make bench [RUNS=n] [QUICK=1]      figures in out/bench/
       make bench-docs [RUNS=n]           the same, and docs/bench/
       tsx test/bench/main.ts [--runs n] [--quick] [--docs]

  --runs n   number of runs of each move of the primary; 5 by default
  --quick    one run, with a tenth of the fixed waits of the schedules
  --docs     write docs/bench/ too; not with --quick

Exits with 1 when a budget is missed by more than noise, and with 64 for a wrong argument.`;

const DEFAULT_RUNS = 5;
const QUICK_PACE = 0.1;

/** @returns the options, or the usage for `--help` @throws Error for an unknown or malformed argument */
export function parseOptions(args: readonly string[]): Options | string {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string' },
      quick: { type: 'boolean', default: false },
      docs: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { runs, quick, docs, help } = values;
  if (help) return USAGE;
  if (runs !== undefined && !/^[1-9]\d{0,2}$/.test(runs)) {
    throw new Error(`--runs is ${runs}: give a number from 1 to 999`);
  }
  if (quick && docs)
    throw new Error(
      '--docs does not go with --quick: leave one of them out, because the documented figures need several runs',
    );
  return { runs: Number(runs ?? (quick ? 1 : DEFAULT_RUNS)), pace: quick ? QUICK_PACE : 1, docs };
}
