import { InvalidArgumentError, Option, type Command } from 'commander';
import { CLUSTER_NAMES } from '../../functions/shared/contract';

/** Commands, and what each is for. */
export type Examples = readonly (readonly [string, string])[];

/** Examples for the end of a help text. */
export function helpText(examples: Examples): string {
  const width = Math.max(...examples.map(([example]) => example.length));
  return ['', 'Examples:', ...examples.map(([example, what]) => `  ${example.padEnd(width)}  ${what}`)].join('\n');
}

/** What `--to` names. */
export const NEW_PRIMARY = 'cluster that shall be primary; away by default';
export const KEPT_PRIMARY = 'of two primaries the one to keep; the one that took over by default';

/** Options of whatever runs an operation. */
export const addRunOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--via <cluster>', 'region whose Lambda is used first; that of the new primary by default').choices(
        CLUSTER_NAMES,
      ),
    )
    .option('--timeout <seconds>', 'longest wait; the operation itself goes on', parseSeconds)
    .option('-y, --yes', 'do not ask');

/** @throws InvalidArgumentError */
export function parseSeconds(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('Give a number of seconds.');
  return value;
}
