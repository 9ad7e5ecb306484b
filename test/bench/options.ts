import { parseArgs } from 'node:util';

export interface Options {
  /** How often each move of the primary is measured. */
  readonly runs: number;
  /** Factor on the fixed waits of the published schedules. */
  readonly pace: number;
  /** Write docs/bench too. */
  readonly docs: boolean;
}

export const USAGE = `Measures failover, switchover, bundles and synthesis, and plays two published schedules for comparison.

Usage: make bench [RUNS=n] [QUICK=1]      figures in out/bench/
       make bench-docs [RUNS=n]           the same, and docs/bench/
       tsx test/bench/main.ts [--runs n] [--quick] [--docs]

  --runs n   how often each move of the primary is measured; 5 by default
  --quick    one run, and the schedules' fixed waits are played at a tenth
  --docs     write docs/bench/ too; not with --quick

Ends with 1 when a budget is missed by more than noise, with 64 for a wrong argument.`;

const DEFAULT_RUNS = 5;
const QUICK_PACE = 0.1;

/** @returns the options, or a text to be shown instead @throws Error for an argument that is unknown or malformed */
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
    throw new Error('--docs does not go with --quick: figures of one run at another pace are no figures');
  return { runs: Number(runs ?? (quick ? 1 : DEFAULT_RUNS)), pace: quick ? QUICK_PACE : 1, docs };
}
