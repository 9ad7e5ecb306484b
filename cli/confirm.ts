import { CliError, EXIT, UsageError } from './exit-codes';
import type { Io } from './io';

/** Everything that a function needs to ask a question. */
export type Questions = Pick<Io, 'ask' | 'isTty'>;

/** @param instead what to do without a terminal @throws UsageError when input and progress are not a terminal */
export function requireTerminal({ isTty }: Pick<Io, 'isTty'>, instead = 'confirm with --yes'): void {
  if (!isTty) throw new UsageError(`Not a terminal: ${instead}.`);
}

/**
 * Asks a question that takes y or yes.
 *
 * @throws UsageError without a terminal
 * @throws CliError for every other answer
 */
export async function confirm(io: Questions, question: string, instead?: string): Promise<void> {
  requireTerminal(io, instead);
  const answer = await io.ask(`${question} [y/N] `);
  if (!/^y(es)?$/i.test(answer)) throw declined();
}

/** The operator did not agree, so the command ends. */
export const declined = (): CliError => new CliError(EXIT.failed, 'Nothing was changed.');
