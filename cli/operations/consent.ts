import type { Acceptance } from '../../functions/dr-operations/contract';
import { declined } from '../confirm';
import { UsageError } from '../exit-codes';
import type { Io } from '../io';
import type { CommandOf } from '../render/command-line';
import { renderRefusal } from '../render/outcome';
import type { Session } from '../session';
import { withAccepted, type OperatorRequest } from './request';
import type { Refused } from './run-outcome';

/** Whether questions can be asked: there is a terminal, and no `--yes`. */
export const mayAsk = ({ io, options }: Session<{ readonly yes?: boolean }>): boolean => io.isTty && !options.yes;

/**
 * Shows which checks object, and asks the operator to accept exactly those by typing their names or the word `accept`. A
 * yes is not enough, because it is typed without reading.
 *
 * @returns the request with what was accepted
 * @throws CliError if the operator does not accept all of them
 */
export async function askToAccept(
  { io, paint }: Session,
  request: OperatorRequest,
  refused: Refused,
  commandOf: CommandOf,
): Promise<OperatorRequest> {
  io.err(renderRefusal(request, refused, paint, commandOf));
  const names = openNeeds(request, refused);
  const answer = await io.ask(`\nTo continue anyway, type ${names.join(' ')}, or accept. Anything else ends: `);
  if (!isConsent(answer, names)) throw declined();
  const accepted = withAccepted(request, names);
  return accepted.reason === undefined ? { ...accepted, reason: await askReason(io) } : accepted;
}

/** Checks that a refusal needs to be accepted and that the request does not accept yet. */
export const openNeeds = (request: OperatorRequest, { needs }: Refused): readonly Acceptance[] =>
  needs.filter((name) => !request.accept?.includes(name));

async function askReason(io: Io): Promise<string> {
  const reason = await io.ask('Reason (for the journal): ');
  if (reason === '') throw new UsageError('The journal needs a reason. Nothing was changed.');
  return reason;
}

/** Whether an answer names exactly these checks, or is the word `accept`. */
export function isConsent(answer: string, names: readonly Acceptance[]): boolean {
  const words = answer.split(/[\s,]+/).filter((word) => word !== '');
  if (words.length === 1 && words[0] === 'accept') return true;
  return words.length > 0 && new Set(words).size === names.length && words.every((word) => isOneOf(word, names));
}

const isOneOf = (word: string, names: readonly string[]): boolean => names.includes(word);
