import type { LeftToDo } from '../../functions/dr-operations/steps';
import type { OperationResult, StepReport } from '../../functions/dr-operations/result';
import { activeByWeight } from '../../functions/shared/weighted-records';
import type { EnvironmentSettings } from '../config';
import type { Ending } from '../operations/ending';
import type { OperationRequest } from '../operations/request';
import { commandLine } from './command-line';
import { describeLoss, lossOf } from './loss';
import type { Paint } from './paint';
import { duration } from './time';

/**
 * What an operator needs to know when an operation has ended: what is so now, and the next command.
 *
 * @param again the command that carries on
 */
export function renderEnding(
  settings: EnvironmentSettings,
  request: OperationRequest,
  ending: Ending,
  paint: Paint,
  again = commandLine(settings, request),
): string {
  switch (ending.kind) {
    case 'result':
      return ending.result.outcome === 'partial'
        ? renderPartial(ending.result, again, paint)
        : renderDone(settings, ending.result, paint);
    case 'refused':
      return `${paint('bad', `${request.operation} refused`)}, nothing was changed. ${ending.message}`;
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
    ...(possibleLoss && steps.length > 0 ? [`  Possible loss: ${describeLoss(lossOf(operation, possibleLoss))}`] : []),
    ...left.map((what) => paint('warn', `  Left to do: ${LEFT[what](settings)}`)),
    ...warnings.map((warning) => paint('warn', `  Warning: ${warning}`)),
  ].join('\n');
}

const LEFT: Readonly<Record<LeftToDo, (settings: EnvironmentSettings) => string>> = {
  rejoin: (settings) => `when the other cluster is back: ${commandLine(settings, { operation: 'rejoin' })}`,
  'confirm-dns': ({ name }) => `see whether every name server has the change: vault-dr status ${name}`,
  'await-stream-wals': ({ name }) => `wait until the secondary has copied everything: vault-dr status ${name} --watch`,
};

const renderPartial = ({ operation, steps, error, summary }: OperationResult, again: string, paint: Paint): string =>
  [
    `${paint('bad', `${operation} stopped half-way`)}: ${error?.message ?? summary}`,
    ...soFar(steps),
    `  Carry on with: ${again}`,
  ].join('\n');

function soFar(steps: readonly StepReport[]): string[] {
  const told = steps.map(
    ({ kind, cluster, outcome }) => `${kind} ${cluster}${outcome === 'failed' ? ' (failed)' : ''}`,
  );
  return [`  So far: ${told.join(', ') || 'no step is known to have ended'}`];
}

/** The same for a script. */
export function endingDocument(request: OperationRequest, ending: Ending): object {
  if (ending.kind === 'result') return ending.result;
  const { kind, ...rest } = ending;
  return { ...request, outcome: kind, ...rest };
}
