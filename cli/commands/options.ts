import { InvalidArgumentError, Option, type Command } from 'commander';
import { ACCEPTANCES, type Acceptance } from '../../functions/dr-operations/contract';
import { CLUSTER_NAMES } from '../../functions/shared/contract';

/** Command lines, each with what it does. */
export type Examples = readonly (readonly [commandLine: string, purpose: string])[];

/** Examples for the end of a help text. */
export function helpText(examples: Examples): string {
  const width = Math.max(...examples.map(([commandLine]) => commandLine.length));
  return ['', 'Examples:', ...examples.map(([line, purpose]) => `  ${line.padEnd(width)}  ${purpose}`)].join('\n');
}

/** Help texts of `--to`. */
export const NEW_PRIMARY = 'cluster to make primary (default: away)';
export const KEPT_PRIMARY = 'the primary to keep when both are primary (default: the one that took over)';

/** Adds the options of every command that runs an operation: `--via`, `--timeout`, `--yes`. */
export const addRunOptions = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--via <cluster>',
        'cluster whose region runs the operation first (default: that of the new primary)',
      ).choices(CLUSTER_NAMES),
    )
    .option('--timeout <seconds>', 'stop waiting after this time; the operation itself continues', parseSeconds)
    .option('-y, --yes', 'do not ask for confirmation');

/** `--accept`, which names checks that may be overridden. It can be repeated, and one value can hold several names. */
export const acceptOption = (): Option =>
  new Option(
    '--accept <name>',
    'override this check when it refuses; requires a reason; repeat it, or separate names with commas',
  )
    .choices(ACCEPTANCES)
    .argParser(parseAccept);

/** @throws InvalidArgumentError for an unknown name; its message lists the known ones */
export function parseAccept(text: string, before: readonly Acceptance[] = []): readonly Acceptance[] {
  const names = text.split(',').map((name) => {
    const known = ACCEPTANCES.find((each) => each === name.trim());
    if (known === undefined) throw new InvalidArgumentError(`Allowed names are ${ACCEPTANCES.join(', ')}.`);
    return known;
  });
  return [...new Set([...before, ...names])];
}

/** A day. Node's timers end at once if they are longer than 24 days. */
const MOST_SECONDS = 86_400;

/** @throws InvalidArgumentError when the text is not a number greater than 0, or is more than a day */
export function parseSeconds(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0 || value > MOST_SECONDS) {
    throw new InvalidArgumentError(`Give a number of seconds, at most ${MOST_SECONDS}.`);
  }
  return value;
}
