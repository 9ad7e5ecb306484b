import { DOCUMENT_VERSION } from '../../functions/dr-operations/contract';
import { wordsOf } from '../../functions/dr-operations/replication/words';
import type { OperationResult, StepReport } from '../../functions/dr-operations/result';
import type { LeftToDo } from '../../functions/dr-operations/steps';
import { parseRefusal } from '../../functions/shared/errors';
import { activeByWeight } from '../../functions/shared/weighted-records';
import type { EnvironmentSettings } from '../config';
import type { FailedDocument, InterruptedDocument, OperationDocument } from '../documents';
import {
  nextRequest,
  REASON_PLACEHOLDER,
  withAccepted,
  withReasonPlaceholder,
  type OperatorRequest,
} from '../operations/request';
import type { Refused, RunOutcome } from '../operations/run-outcome';
import { commandLine, type CommandOf } from './command-line';
import type { Paint } from './paint';
import { describeHeartbeat, describeLoss, duration, lossName, lossOf } from './phrases';

/** A request and how its run ended. */
interface Ended {
  readonly request: OperatorRequest;
  readonly outcome: RunOutcome;
}

/** The outcome of an operation for a terminal: the state now, and the next command. */
export function renderOutcome(
  settings: EnvironmentSettings,
  { request, outcome }: Ended,
  paint: Paint,
  commandOf: CommandOf,
): string {
  const again = commandOf(withReasonPlaceholder(request));
  switch (outcome.kind) {
    case 'result':
      return outcome.result.outcome === 'partial'
        ? renderPartial(request, outcome.result, commandOf, paint)
        : renderDone(settings, outcome.result, paint);
    case 'refused':
      return renderRefusal(request, outcome, paint, commandOf);
    case 'failed':
      return `${paint('bad', `${request.operation} failed`)}, nothing was changed. ${outcome.message}`;
    case 'died':
      return [
        `${paint('bad', `${request.operation} stopped half-way`)}: the process or Lambda that ran it is gone.`,
        ...stepsSoFar(outcome.steps),
        `  Continue with: ${again}`,
      ].join('\n');
    case 'unknown':
      return [
        `${paint('warn', `The outcome of ${request.operation} is not known here`)}: ${outcome.detail}.`,
        ...stepsSoFar(outcome.steps),
        `  See how it proceeds: vault-dr status ${settings.name}; vault-dr history ${settings.name}`,
        `  Continue, once it has ended, with: ${again}`,
      ].join('\n');
  }
}

function renderDone(settings: EnvironmentSettings, result: OperationResult, paint: Paint): string {
  const { operation, durationMs, summary, weights, possibleLoss, left, warnings, steps } = result;
  const led = warnings.find(({ kind }) => kind === 'led-by-health')?.cluster;
  const active = led ?? (weights && activeByWeight(weights));
  return [
    `${paint('good', `${operation} done`)} in ${duration(durationMs)}: ${summary}.`,
    ...(weights
      ? [
          `  Clients: ${active ?? 'both'}${led ? ', by the health checks' : ''} (home ${weights.home}, away ${weights.away})`,
        ]
      : []),
    ...(possibleLoss && steps.length > 0
      ? [`  ${DONE_LOSS[lossName(operation)]}: ${describeLoss(lossOf(operation, possibleLoss))}`]
      : []),
    ...left.map((what) => paint('warn', `  Left to do: ${LEFT[what](settings)}`)),
    ...warnings.map(({ text }) => paint('warn', `  Warning: ${text}`)),
  ].join('\n');
}

const DONE_LOSS = { Discards: 'Discarded', 'Possible loss': 'Possible loss' } as const;

const LEFT: Readonly<Record<LeftToDo, (settings: EnvironmentSettings) => string>> = {
  'switch-dns': () => 'move the client name: run failover to the same cluster, without dns: defer',
  rejoin: (settings) => `when the other cluster is back, run: ${commandLine(settings, { operation: 'rejoin' })}`,
  'confirm-dns': ({ name }) => `check whether every name server has the change: vault-dr status ${name}`,
  switchover: (settings) => commandLine(settings, { operation: 'switchover' }),
  failover: (settings) => commandLine(settings, { operation: 'failover', reason: REASON_PLACEHOLDER }),
  'make-replica': () => 'make the database of the old primary a replica of the new one: the step link says how',
  upgrade: () => 'upgrade the older cluster: a secondary must not be older than its primary',
  'check-link': ({ name, replication }) =>
    `${wordsOf({ replication: { kind: replication } }).seeLink}: vault-dr status ${name}`,
  'restart-servers': () =>
    'restart the servers of the primary that may still have the data of before its restore: run failover to it',
  'await-stream-wals': ({ name }) => `wait until the secondary has copied everything: vault-dr status ${name} --watch`,
};

const renderPartial = (request: OperatorRequest, result: OperationResult, commandOf: CommandOf, paint: Paint): string =>
  [
    `${paint('bad', `${result.operation} stopped half-way`)}: ${parseRefusal(result.error?.message ?? result.summary).words}`,
    ...stepsSoFar(result.steps),
    ...(result.possibleLoss && result.error?.needs?.includes('loss')
      ? [`  ${lossName(result.operation)}: ${describeLoss(result.possibleLoss)}`]
      : []),
    `  Continue with: ${commandOf(nextRequest(request, result))}`,
  ].join('\n');

function stepsSoFar(steps: readonly StepReport[]): string[] {
  const ended = steps.map(
    ({ kind, cluster, outcome }) => `${kind} ${cluster}${outcome === 'failed' ? ' (failed)' : ''}`,
  );
  return [`  So far: ${ended.join(', ') || 'no step is known to have ended'}`];
}

/** A refusal for a terminal: each check that objects, the loss, and the command that accepts exactly those checks. */
export function renderRefusal(request: OperatorRequest, refused: Refused, paint: Paint, commandOf: CommandOf): string {
  const { message, objections = [], observed } = refused;
  const head = `${paint('bad', `${request.operation} refused`)}, nothing was changed`;
  const command = acceptingCommand(request, refused, commandOf);
  return [
    objections.length === 0 ? `${head}. ${message}` : `${head}. These checks object:`,
    ...objections.map(
      ({ accept, reason, remedy }) => `  ${paint('strong', accept)}: ${reason.replace(/\.?$/, '.')} ${remedy}`,
    ),
    ...(observed ? describeHeartbeat(observed).map((text) => `  ${text}.`) : []),
    ...(observed?.possibleLoss && objections.length > 0
      ? [`  ${lossName(observed.operation)}: ${describeLoss(lossOf(observed.operation, observed.possibleLoss))}`]
      : []),
    ...(command === undefined ? [] : [`  To accept exactly this: ${command}`]),
  ].join('\n');
}

/** `undefined` if accepting does not help. */
const acceptingCommand = (
  request: OperatorRequest,
  { needs }: Pick<Refused, 'needs'>,
  commandOf: CommandOf,
): string | undefined =>
  needs.length === 0 ? undefined : commandOf(withReasonPlaceholder(withAccepted(request, needs)));

/** The outcome of an operation for a script. */
export function outcomeDocument({ request, outcome }: Ended, commandOf: CommandOf): OperationDocument {
  if (outcome.kind === 'result') {
    const { result } = outcome;
    return result.outcome === 'partial' ? { ...result, command: commandOf(nextRequest(request, result)) } : result;
  }
  if (outcome.kind !== 'refused') {
    const { kind, ...rest } = outcome;
    return { version: DOCUMENT_VERSION, ...request, outcome: kind, ...rest } as FailedDocument | InterruptedDocument;
  }
  const { kind, ...rest } = outcome;
  const command = acceptingCommand(request, outcome, commandOf);
  return {
    version: DOCUMENT_VERSION,
    ...request,
    outcome: kind,
    ...rest,
    ...(command !== undefined && { command }),
  };
}
