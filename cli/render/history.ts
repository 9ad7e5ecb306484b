import { parseRefusal } from '../../functions/shared/errors';
import type { ShownOperation } from '../operations/journal-reader';
import { table, type Paint, type Tone } from './paint';
import { describeLoss, duration, lossName, lossOf } from './phrases';

/** One line for each operation, newest first. */
export function renderHistory(entries: readonly ShownOperation[], paint: Paint): string {
  if (entries.length === 0) return 'The journal is empty.';
  return table(
    ['ID', 'STARTED', 'OPERATION', 'TO', 'OUTCOME', 'TOOK', 'ACTOR', 'REASON'],
    entries.map(({ operationId, startedAt, operation, to, outcome, durationMs, actor, reason }) => [
      operationId.slice(0, 8),
      startedAt.replace(/\.\d+Z$/, 'Z'),
      operation,
      to ?? '-',
      paint(TONES[outcome], outcome),
      duration(durationMs),
      actor,
      reason ?? '-',
    ]),
    paint,
  );
}

/** One operation with its steps. */
export function renderEntry(entry: ShownOperation, paint: Paint): string {
  const { operationId, operation, to, outcome, startedAt, durationMs, actor, reason, accept = [], region } = entry;
  const { possibleLoss, summary, error, steps, left } = entry;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Operation', `${operation}${to === undefined ? '' : ` to ${to}`}`],
    ['Accepted', accept.length > 0 ? accept.join(', ') : undefined],
    ['Id', operationId],
    ['Outcome', paint(TONES[outcome], outcome)],
    ['Started', `${startedAt}, took ${duration(durationMs)}`],
    ['By', `${actor} in ${region}`],
    ['Reason', reason],
    [lossName(operation), possibleLoss && describeLoss(lossOf(operation, possibleLoss))],
    ['Summary', parseRefusal(summary).words],
    ['Error', error === undefined ? undefined : `${error.type}: ${parseRefusal(error.message).words}`],
    ['Needs', error?.needs?.join(', ')],
    ['Left to do', left.length > 0 ? left.join(', ') : undefined],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  return [
    ...facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(width)}  ${value}`])),
    '',
    table(
      ['AFTER', 'STEP', 'CLUSTER', 'OUTCOME', 'TOOK', 'WHY', 'DETAIL'],
      steps.map((step) => [
        duration(step.startMs),
        step.kind,
        step.cluster,
        paint(step.outcome === 'done' ? 'good' : 'bad', step.outcome),
        duration(step.durationMs),
        step.reason,
        step.detail ?? '-',
      ]),
      paint,
    ),
  ].join('\n');
}

const TONES: Readonly<Record<ShownOperation['outcome'], Tone>> = {
  done: 'good',
  planned: 'dim',
  partial: 'bad',
  running: 'warn',
  died: 'bad',
  refused: 'dim',
  undone: 'warn',
};
