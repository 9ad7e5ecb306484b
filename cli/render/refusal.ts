import type { EnvironmentSettings } from '../config';
import type { OperationRequest } from '../operations/request';
import { needsReason } from '../operations/request';
import { withAccepted, type Refused } from '../operations/refusal';
import { commandLine } from './command-line';
import { describeHeard } from './hearing';
import { describeLoss, lossName, lossOf } from './loss';
import type { Paint } from './paint';

/** How a command is written for a request. */
export type CommandOf = (request: OperationRequest) => string;

/** Every check that objects, what is known of the loss, and the one command that accepts exactly that. */
export function renderRefusal(
  settings: Pick<EnvironmentSettings, 'name'>,
  request: OperationRequest,
  refused: Refused,
  paint: Paint,
  commandOf: CommandOf = (what) => commandLine(settings, what),
): string {
  const { message, objections = [], seen } = refused;
  const head = `${paint('bad', `${request.operation} refused`)}, nothing was changed`;
  const command = acceptingCommand(request, refused, commandOf);
  return [
    objections.length === 0 ? `${head}. ${message}` : `${head}. What objects:`,
    ...objections.map(
      ({ accept, reason, lift }) => `  ${paint('strong', accept)}: ${reason.replace(/\.?$/, '.')} ${lift}`,
    ),
    ...(seen ? describeHeard(seen).map((text) => `  ${text}.`) : []),
    ...(seen?.possibleLoss && objections.length > 0
      ? [`  ${lossName(seen.operation)}: ${describeLoss(lossOf(seen.operation, seen.possibleLoss))}`]
      : []),
    ...(command === undefined ? [] : [`  To accept exactly this: ${command}`]),
  ].join('\n');
}

/** `undefined` where accepting lifts nothing. */
export function acceptingCommand(
  request: OperationRequest,
  { needs }: Pick<Refused, 'needs'>,
  commandOf: CommandOf,
): string | undefined {
  return needs.length === 0 ? undefined : commandOf(reasoned(withAccepted(request, needs)));
}

/** A request that can be typed: where a reason is missing, its place is kept. */
export const reasoned = (request: OperationRequest): OperationRequest =>
  request.reason === undefined && needsReason(request) ? { ...request, reason: '…' } : request;
