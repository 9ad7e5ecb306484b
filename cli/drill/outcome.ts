import type { OperationResult } from '../../functions/dr-operations/result';
import { otherCluster, type ClusterName } from '../../functions/shared/contract';
import type { EnvironmentSettings } from '../config';
import type { Ending } from '../operations/ending';
import type { ClientProbe } from './probe';
import type { ProbeKind } from './probe-kinds';

export interface DrillTargets {
  /** Longest time in which the client may not be served, per move, seconds. */
  readonly rtoSeconds: number;
  /** Age of the oldest acknowledged write that may be lost, seconds before the client was served again. */
  readonly rpoSeconds: number;
}

export const DEFAULT_TARGETS: DrillTargets = { rtoSeconds: 120, rpoSeconds: 0 };

/** One move of a drill. */
export interface Leg {
  readonly to: ClusterName;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly ending: Ending;
  /** Longest time in which the client was not served; 0 when it always was. */
  readonly outageSeconds: number;
  /** Acknowledged writes that are gone; absent where the probe does not write, or could not read. */
  readonly lostWrites?: number;
  /** How much the lost ones reach back; absent as `lostWrites` is. */
  readonly lossSeconds?: number;
  /** Why the writes could not be read back. */
  readonly unread?: string;
}

/** What a drill showed: the evidence, as it is kept. */
export interface DrillOutcome {
  readonly environment: string;
  readonly clientName: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly reason: string;
  readonly targets: DrillTargets;
  readonly probe: { readonly kind: ProbeKind['name']; readonly proves: string; readonly attempts: number };
  readonly legs: readonly Leg[];
  /** `met`: both moves done within the targets; `missed`: both done, a target was not met; `unfinished` otherwise. */
  readonly verdict: 'met' | 'missed' | 'unfinished';
}

export const targetsOf = ({ drill }: EnvironmentSettings): DrillTargets => ({
  rtoSeconds: drill.rtoSeconds ?? DEFAULT_TARGETS.rtoSeconds,
  rpoSeconds: drill.rpoSeconds ?? DEFAULT_TARGETS.rpoSeconds,
});

/** The two moves of a drill that begins with this primary. */
export const movesFrom = (primary: ClusterName): readonly ClusterName[] => [otherCluster(primary), primary];

export const resultOf = ({ ending }: Leg): OperationResult | undefined =>
  ending.kind === 'result' ? ending.result : undefined;

export const isDone = (leg: Leg): boolean => resultOf(leg)?.outcome === 'done';

/** Whether a move kept the targets. A probe that writes and cannot read back has not shown that it did. Pure. */
export const meets = (leg: Leg, { rtoSeconds, rpoSeconds }: DrillTargets): boolean =>
  leg.outageSeconds <= rtoSeconds && (leg.lossSeconds ?? 0) <= rpoSeconds && leg.unread === undefined;

export function verdictOf(legs: readonly Leg[], targets: DrillTargets): DrillOutcome['verdict'] {
  if (legs.length < 2 || !legs.every(isDone)) return 'unfinished';
  return legs.every((leg) => meets(leg, targets)) ? 'met' : 'missed';
}

/** What the probe saw between two moments, milliseconds since the epoch. */
export function outageSeconds(probe: ClientProbe, from: number, to: number): number {
  const outage = probe.longestOutage(from, to);
  return outage === undefined ? 0 : (outage.to - outage.from) / 1000;
}
