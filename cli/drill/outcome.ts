import { DEFAULT_RTO_SECONDS } from '../../functions/dr-operations/contract';
import type { OperationResult } from '../../functions/dr-operations/result';
import { otherCluster, type ClusterName } from '../../functions/shared/contract';
import type { EnvironmentSettings } from '../config';
import type { RunOutcome } from '../operations/run-outcome';
import type { ProbeKind } from './probe-kinds';

export interface DrillTargets {
  /** Longest outage for the client per switchover, seconds. No target allows a lost write: a switchover loses none. */
  readonly rtoSeconds: number;
}

export const DEFAULT_TARGETS: DrillTargets = { rtoSeconds: DEFAULT_RTO_SECONDS };

/** One switchover of a drill. */
export interface Leg {
  readonly to: ClusterName;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly outcome: RunOutcome;
  /** Longest time for which the client was not served, from this switchover to the next; 0 if it always was. */
  readonly outageSeconds: number;
  /** Whether the cluster served the client in the end. If not, the outage was longer than was measured. */
  readonly servedAgain: boolean;
  /** Number of acknowledged writes that are lost; absent if the probe does not write, or could not read back. */
  readonly lostWrites?: number;
  /** Age of the oldest lost write, in seconds before the client was served again; absent if `lostWrites` is. */
  readonly lossSeconds?: number;
  /** Error of reading back. */
  readonly unread?: string;
}

/** Result of a drill, as it is stored. */
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
  /** `met`: both switchovers are done within the targets; `missed`: done, but a target was not met; else `unfinished`. */
  readonly verdict: 'met' | 'missed' | 'unfinished';
}

export const targetsOf = ({ drill }: EnvironmentSettings): DrillTargets => ({
  rtoSeconds: drill.rtoSeconds ?? DEFAULT_TARGETS.rtoSeconds,
});

/** Targets of the two switchovers of a drill that begins with this primary. */
export const movesFrom = (primary: ClusterName): readonly ClusterName[] => [otherCluster(primary), primary];

export const resultOf = ({ outcome }: Leg): OperationResult | undefined =>
  outcome.kind === 'result' ? outcome.result : undefined;

export const isDone = (leg: Leg): boolean => resultOf(leg)?.outcome === 'done';

/** Whether a switchover met the targets. It did not if a write is lost, or if the writes could not be read back. Pure. */
export const meets = (leg: Leg, { rtoSeconds }: DrillTargets): boolean =>
  leg.servedAgain && leg.outageSeconds <= rtoSeconds && (leg.lostWrites ?? 0) === 0 && leg.unread === undefined;

export function verdictOf(legs: readonly Leg[], targets: DrillTargets): DrillOutcome['verdict'] {
  if (legs.length < 2 || !legs.every(isDone)) return 'unfinished';
  return legs.every((leg) => meets(leg, targets)) ? 'met' : 'missed';
}
