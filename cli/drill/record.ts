import { randomUUID } from 'node:crypto';
import type { DrillLeg, DrillRecord } from '../../functions/dr-operations/contract';
import { switchMsOf } from '../../functions/dr-operations/drill/switch-time';
import { isDone, resultOf, type DrillOutcome, type Leg } from './outcome';

/** What the journal keeps of a drill. @param actor who ran it */
export const recordOf = (outcome: DrillOutcome, actor: string): DrillRecord => ({
  drillId: randomUUID(),
  startedAt: outcome.startedAt,
  durationMs: outcome.durationMs,
  actor,
  reason: outcome.reason,
  measuredBy: outcome.probe.kind,
  targets: outcome.targets,
  legs: outcome.legs.map(legOf),
  verdict: outcome.verdict,
  ...(outcome.verdict !== 'unfinished' && { primary: outcome.legs.at(-1)?.to }),
});

function legOf(leg: Leg): DrillLeg {
  const result = resultOf(leg);
  const switchMs = switchMsOf(result?.steps ?? []);
  return {
    to: leg.to,
    ...(result && { operationId: result.operationId }),
    startedAt: leg.startedAt,
    outcome: result?.outcome ?? leg.outcome.kind,
    ...(switchMs !== undefined && { switchMs }),
    outageMs: Math.round(leg.outageSeconds * 1000),
    ...(isDone(leg) && { servedAgain: leg.servedAgain }),
    ...(leg.lostWrites !== undefined && { lostWrites: leg.lostWrites }),
    ...(leg.lossSeconds !== undefined && { lossMs: Math.round(leg.lossSeconds * 1000) }),
  };
}
