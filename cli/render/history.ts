import type { JournalEntry } from '../../functions/dr-operations/journal';
import { describeLoss, lossOf } from './loss';
import { table, type Paint, type Tone } from './paint';
import { duration } from './time';

/** Operations, newest first, one a line. */
export function renderHistory(entries: readonly JournalEntry[], paint: Paint): string {
  if (entries.length === 0) return 'No operation is in the journal.';
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
export function renderEntry(entry: JournalEntry, paint: Paint): string {
  const { operationId, operation, to, outcome, startedAt, durationMs, actor, reason, force, region } = entry;
  const { possibleLoss, summary, error, steps, left } = entry;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Operation', `${operation}${to === undefined ? '' : ` to ${to}`}${force ? ', forced' : ''}`],
    ['Id', operationId],
    ['Outcome', paint(TONES[outcome], outcome)],
    ['Started', `${startedAt}, took ${duration(durationMs)}`],
    ['By', `${actor} in ${region}`],
    ['Reason', reason],
    ['Possible loss', possibleLoss && describeLoss(lossOf(operation, possibleLoss))],
    ['Summary', summary],
    ['Error', error === undefined ? undefined : `${error.type}: ${error.message}`],
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

const TONES: Readonly<Record<JournalEntry['outcome'], Tone>> = {
  done: 'good',
  planned: 'dim',
  partial: 'bad',
  running: 'warn',
  refused: 'dim',
};
