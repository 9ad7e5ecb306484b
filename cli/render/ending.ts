import type { LeftToDo } from '../../functions/dr-operations/steps';
import type { OperationResult, StepReport } from '../../functions/dr-operations/result';
import { activeByWeight } from '../../functions/shared/weighted-records';
import type { EnvironmentSettings } from '../config';
import type { Ending } from '../operations/ending';
import type { OperationRequest } from '../operations/request';
import { nextRequest } from '../operations/next';
import { parseRefusal } from '../../functions/shared/errors';
import { commandLine } from './command-line';
import { describeLoss, lossName, lossOf } from './loss';
import type { Paint } from './paint';
import { acceptingCommand, reasoned, renderRefusal, type CommandOf } from './refusal';
import { duration } from './time';

/**
 * What an operator needs to know when an operation has ended: what is so now, and the next command.
 *
 * @param commandOf how the command for a request is written
 */
export function renderEnding(
  settings: EnvironmentSettings,
  request: OperationRequest,
  ending: Ending,
  paint: Paint,
  commandOf: CommandOf = (what) => commandLine(settings, what),
): string {
  const again = commandOf(reasoned(request));
  switch (ending.kind) {
    case 'result':
      return ending.result.outcome === 'partial'
        ? renderPartial(request, ending.result, commandOf, paint)
        : renderDone(settings, ending.result, paint);
    case 'refused':
      return renderRefusal(settings, request, ending, paint, commandOf);
    case 'failed':
      return `${paint('bad', `${request.operation} failed`)}, nothing was changed. ${ending.message}`;
    case 'died':
      return [
        `${paint('bad', `${request.operation} stopped half-way`)}: whoever ran it is gone.`,
        ...soFar(ending.steps),
        `  Carry on with: ${again}`,
      ].join('\n');
    case 'unknown':
      return [
        `${paint('warn', `How ${request.operation} ends is not known here`)}: ${ending.detail}.`,
        ...soFar(ending.steps),
        `  See how it goes on: vault-dr status ${settings.name}; vault-dr history ${settings.name}`,
        `  Carry on, once it has ended: ${again}`,
      ].join('\n');
  }
}

function renderDone(settings: EnvironmentSettings, result: OperationResult, paint: Paint): string {
  const { operation, durationMs, summary, weights, possibleLoss, left, warnings, steps } = result;
  const serving = weights && activeByWeight(weights);
  return [
    `${paint('good', `${operation} done`)} in ${duration(durationMs)}: ${summary}.`,
    ...(weights ? [`  Clients: ${serving ?? 'both'} (home ${weights.home}, away ${weights.away})`] : []),
    ...(possibleLoss && steps.length > 0
      ? [`  ${DONE_LOSS[lossName(operation)]}: ${describeLoss(lossOf(operation, possibleLoss))}`]
      : []),
    ...left.map((what) => paint('warn', `  Left to do: ${LEFT[what](settings)}`)),
    ...warnings.map((warning) => paint('warn', `  Warning: ${warning}`)),
  ].join('\n');
}

const DONE_LOSS = { Discards: 'Discarded', 'Possible loss': 'Possible loss' } as const;

const LEFT: Readonly<Record<LeftToDo, (settings: EnvironmentSettings) => string>> = {
  rejoin: (settings) => `when the other cluster is back: ${commandLine(settings, { operation: 'rejoin' })}`,
  'confirm-dns': ({ name }) => `see whether every name server has the change: vault-dr status ${name}`,
  switchover: (settings) => commandLine(settings, { operation: 'switchover' }),
  failover: (settings) => commandLine(settings, { operation: 'failover', reason: '…' }),
  'await-stream-wals': ({ name }) => `wait until the secondary has copied everything: vault-dr status ${name} --watch`,
};

const renderPartial = (
  request: OperationRequest,
  result: OperationResult,
  commandOf: CommandOf,
  paint: Paint,
): string =>
  [
    `${paint('bad', `${result.operation} stopped half-way`)}: ${parseRefusal(result.error?.message ?? result.summary).words}`,
    ...soFar(result.steps),
    ...(result.possibleLoss && result.error?.needs?.includes('loss')
      ? [`  ${lossName(result.operation)}: ${describeLoss(result.possibleLoss)}`]
      : []),
    `  Carry on with: ${commandOf(nextRequest(request, result))}`,
  ].join('\n');

function soFar(steps: readonly StepReport[]): string[] {
  const told = steps.map(
    ({ kind, cluster, outcome }) => `${kind} ${cluster}${outcome === 'failed' ? ' (failed)' : ''}`,
  );
  return [`  So far: ${told.join(', ') || 'no step is known to have ended'}`];
}

/** The same for a script. */
export function endingDocument(
  settings: Pick<EnvironmentSettings, 'name'>,
  request: OperationRequest,
  ending: Ending,
  commandOf: CommandOf = (what) => commandLine(settings, what),
): object {
  if (ending.kind === 'result') {
    const { result } = ending;
    return result.outcome === 'partial' ? { ...result, command: commandOf(nextRequest(request, result)) } : result;
  }
  const { kind, ...rest } = ending;
  const command = ending.kind === 'refused' ? acceptingCommand(request, ending, commandOf) : undefined;
  return { ...request, outcome: kind, ...rest, ...(command !== undefined && { command }) };
}
