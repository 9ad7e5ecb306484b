import { toSpans, seconds, type Figure, type Lane, type Timeline } from '../report/timeline';
import { describeLoss } from '../render/phrases';
import { isDone, resultOf, type DrillOutcome, type DrillTargets, type Leg } from './outcome';
import type { Attempt } from './probe';
import { sentenceOf } from './sentence';

/** What a drill leaves: its outcome, and what its probe saw. */
export interface Evidence {
  readonly outcome: DrillOutcome;
  readonly probe: { readonly attempts: readonly Attempt[] };
}

/** The timeline of a drill: whether and by which cluster the client was served, and the steps of the switchovers. */
export function toTimeline({ outcome, probe }: Evidence): Timeline {
  const { environment, clientName, startedAt, durationMs, legs } = outcome;
  const origin = Date.parse(startedAt);
  return {
    title: `Drill of ${environment} (${clientName}): ${outcome.verdict}`,
    sentence: sentenceOf(outcome),
    place: `the environment ${environment}`,
    startedAt,
    durationMs,
    lanes: [clientLane(probe.attempts, origin, durationMs), ...legs.map((leg) => legLane(leg, origin))],
    events: legs.flatMap((leg) => eventsOf(leg, origin)),
    figures: figuresOf(outcome),
  };
}

/** An outage begins when the client was last served, not when the first failure is known. */
function clientLane(attempts: readonly Attempt[], origin: number, endMs: number): Lane {
  const changes = [...attempts]
    .sort((a, b) => a.endedAt - b.endedAt)
    .map(({ endedAt, served, cluster }, index, all) => ({
      atMs: (served ? endedAt : (all[index - 1]?.endedAt ?? endedAt)) - origin,
      state: served ? ('writable' as const) : ('down' as const),
      label: served ? `served by ${cluster ?? 'an unknown address'}` : 'not served',
    }))
    .filter(({ label }, index, all) => all[index - 1]?.label !== label);
  return { name: 'client', spans: toSpans(changes, endMs) };
}

function legLane(leg: Leg, origin: number): Lane {
  const result = resultOf(leg);
  const began = result === undefined ? 0 : Date.parse(result.startedAt) - origin;
  return {
    name: `to ${leg.to}`,
    spans: (result?.steps ?? []).map(({ kind, cluster, outcome, startMs, durationMs }) => ({
      fromMs: began + startMs,
      toMs: began + startMs + durationMs,
      state: outcome === 'done' ? 'neutral' : 'down',
      label: `${kind} ${cluster}`,
    })),
  };
}

function eventsOf(leg: Leg, origin: number): { atMs: number; text: string }[] {
  const result = resultOf(leg);
  const began = Date.parse(result?.startedAt ?? leg.startedAt) - origin;
  return [
    { atMs: Date.parse(leg.startedAt) - origin, text: `switchover to ${leg.to} begins` },
    ...(result?.steps ?? []).map(({ kind, cluster, outcome, startMs, durationMs }) => ({
      atMs: began + startMs + durationMs,
      text: `${kind} ${cluster}: ${outcome} in ${durationMs} ms`,
    })),
    ...(result ? [{ atMs: began + result.durationMs, text: `${result.outcome}: ${result.summary}` }] : []),
  ];
}

/** The figures of a drill, each with whether it is as expected. */
export function figuresOf({ legs, targets, probe, verdict }: DrillOutcome): Figure[] {
  return [
    ...legs.flatMap((leg) => figuresOfLeg(leg, targets, probe.kind === 'writes')),
    { name: 'the probe proves', value: `${probe.proves} (${probe.attempts} attempts)`, ok: true },
    {
      name: 'switched over and back',
      value: legs.length === 2 && legs.every(isDone) ? 'yes' : 'no',
      ok: verdict !== 'unfinished',
    },
  ];
}

function figuresOfLeg(leg: Leg, { rtoSeconds }: DrillTargets, writes: boolean): Figure[] {
  const result = resultOf(leg);
  const took = result ? seconds(result.durationMs) : undefined;
  return [
    { name: `switchover to ${leg.to}`, value: describeOutcome(leg, took), ok: isDone(leg) },
    {
      name: '  client not served (RTO)',
      value: `${leg.outageSeconds.toFixed(2)} s${leg.servedAgain ? '' : ', and not served at the end'}`,
      expected: `at most ${rtoSeconds} s`,
      ok: leg.servedAgain && leg.outageSeconds <= rtoSeconds,
    },
    writes
      ? {
          name: '  acknowledged writes lost (RPO)',
          value: leg.unread ?? describeLostWrites(leg),
          expected: 'none',
          ok: leg.unread === undefined && leg.lostWrites === 0,
        }
      : {
          name: '  loss as the operation reports it',
          value: describeLoss(isDone(leg) ? { kind: 'none' } : result?.possibleLoss),
          ok: isDone(leg),
        },
  ];
}

const describeLostWrites = ({ lostWrites, lossSeconds }: Leg): string =>
  lostWrites === 0
    ? 'none'
    : `${lostWrites}, the oldest ${lossSeconds?.toFixed(2)} s before the client was served again`;

function describeOutcome({ outcome }: Leg, took: string | undefined): string {
  if (outcome.kind === 'result') return `${outcome.result.outcome} in ${took}`;
  return 'message' in outcome ? `${outcome.kind}: ${outcome.message}` : outcome.kind;
}
