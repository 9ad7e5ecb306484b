import { seconds } from '../report/timeline';
import { isDone, resultOf, type DrillOutcome, type Leg } from './outcome';

/** What happened in a drill, for how long the client was not served, and what was lost. Pure. */
export const sentenceOf = (outcome: DrillOutcome): string =>
  [whatHappened(outcome), outageOf(outcome), lossOf(outcome), VERDICTS[outcome.verdict]].join(' ');

const VERDICTS: Readonly<Record<DrillOutcome['verdict'], string>> = {
  met: 'The targets were met.',
  missed: 'The targets were missed.',
  unfinished: 'The drill is unfinished.',
};

function whatHappened({ environment, legs }: DrillOutcome): string {
  const [there, back] = legs;
  if (!there) return `${environment} was not switched over.`;
  if (!isDone(there)) return `The switchover of ${environment} to ${there.to} ended with: ${endOf(there)}.`;
  if (!back) return `${environment} was switched over to ${there.to}, and not back.`;
  if (isDone(back)) return `${environment} was switched over to ${there.to} and back to ${back.to}.`;
  return `${environment} was switched over to ${there.to}. The switchover back to ${back.to} ended with: ${endOf(back)}.`;
}

const endOf = (leg: Leg): string => resultOf(leg)?.outcome ?? leg.outcome.kind;

function outageOf({ legs, probe }: DrillOutcome): string {
  const could = probe.kind === 'writes' ? 'The client could not write for' : 'The client was not served for';
  const times = legs.map(({ outageSeconds }) => seconds(outageSeconds * 1000)).join(' and then for ');
  const waiting = legs.filter((leg) => isDone(leg) && !leg.servedAgain).map(({ to }) => to);
  return [
    ...(legs.length === 0 ? [] : [`${could} ${times}.`]),
    ...waiting.map((to) => `Then ${to} did not serve it for as long as the drill waited.`),
  ].join(' ');
}

function lossOf({ legs, probe }: DrillOutcome): string {
  if (probe.kind === 'health') return 'Lost writes were not measured: the probe only read sys/health.';
  if (legs.some(({ unread }) => unread !== undefined))
    return 'It is not known whether writes were lost: they could not be read back.';
  const lost = legs.reduce((sum, { lostWrites = 0 }) => sum + lostWrites, 0);
  if (lost === 0) return 'No acknowledged write was lost.';
  return lost === 1 ? '1 acknowledged write was lost.' : `${lost} acknowledged writes were lost.`;
}
