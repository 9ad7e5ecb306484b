import type { Acceptance } from '../../functions/dr-operations/contract';
import { CliError, EXIT, UsageError } from '../exit-codes';
import type { Io } from '../io';
import { commandLine } from '../render/command-line';
import { renderRefusal, type CommandOf } from '../render/refusal';
import type { Session } from '../session';
import type { OperationRequest } from './request';
import { withAccepted, type Refused } from './refusal';

/** Whether somebody sits there who may be asked. */
export const mayAsk = ({ io, options }: Session<{ readonly yes?: boolean }>): boolean => io.isTty && !options.yes;

/**
 * Shows what objects, and lets the operator take exactly that upon himself: by its names, or by the word `accept`. A yes
 * is not enough, because it comes too easily.
 *
 * @returns the request with what was accepted
 * @throws CliError when he does not, or not all of it
 */
export async function askToAccept(
  { io, settings, paint }: Session,
  request: OperationRequest,
  refused: Refused,
  commandOf: CommandOf = (what) => commandLine(settings, what),
): Promise<OperationRequest> {
  io.err(renderRefusal(settings, request, refused, paint, commandOf));
  const names = refused.needs.filter((name) => !request.accept?.includes(name));
  const answer = await io.ask(`\nTo go on all the same, type ${names.join(' ')}, or accept. Anything else ends: `);
  if (!isConsent(answer, names)) throw new CliError(EXIT.failed, 'Nothing was changed.');
  const accepted = withAccepted(request, names);
  return accepted.reason === undefined ? { ...accepted, reason: await askReason(io) } : accepted;
}

/** @throws UsageError without an answer */
export async function askReason(io: Io): Promise<string> {
  const reason = await io.ask('Why? (for the journal) ');
  if (reason === '') throw new UsageError('It needs a reason for the journal. Nothing was changed.');
  return reason;
}

/** Whether an answer names exactly these. */
export function isConsent(answer: string, names: readonly Acceptance[]): boolean {
  const words = answer.split(/[\s,]+/).filter((word) => word !== '');
  if (words.length === 1 && words[0] === 'accept') return true;
  return words.length > 0 && new Set(words).size === names.length && words.every((word) => isOneOf(word, names));
}

const isOneOf = (word: string, names: readonly string[]): boolean => names.includes(word);
