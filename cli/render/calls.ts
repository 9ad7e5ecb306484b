import type { ReplicationKind } from '../../functions/dr-operations/replication/traits';
import type { OperationResult } from '../../functions/dr-operations/result';
import type { Plan } from '../../functions/dr-operations/steps';
import type { EnvironmentSettings } from '../config';
import { ENTERPRISE_CALLS } from './calls/enterprise';
import type { PlannedStep, StepCalls } from './calls/planned-call';
import { POSTGRES_CALLS } from './calls/postgres';
import { SNAPSHOT_CALLS } from './calls/snapshot';

export type { PlannedCall, PlannedStep } from './calls/planned-call';
export { moveNameCommands } from './calls/move-name';

const CALLS: Readonly<Record<ReplicationKind, StepCalls>> = {
  enterprise: ENTERPRISE_CALLS,
  snapshot: SNAPSHOT_CALLS,
  postgres: POSTGRES_CALLS,
};

/**
 * The exact calls of a plan, round by round. Steps of one round run in parallel.
 *
 * @param before both clusters when the plan was made
 */
export function callsOf(
  settings: EnvironmentSettings,
  plan: Plan & { kind: 'act' },
  before: OperationResult['before'],
): PlannedStep[][] {
  const promoted = new Set(plan.rounds.flat().flatMap(({ kind, cluster }) => (kind === 'promote' ? [cluster] : [])));
  const facts = { settings, before, promoted };
  const calls = CALLS[settings.replication];
  return plan.rounds.map((round) =>
    round.map((step) => ({
      kind: step.kind,
      cluster: step.cluster,
      reason: step.reason,
      calls: calls[step.kind](step, facts),
    })),
  );
}

/** What a person has to know about the calls. */
export const CALLS_NOTE: Readonly<Record<ReplicationKind, string>> = {
  enterprise: 'Vault calls carry the operation token as X-Vault-Token.',
  snapshot: "The Lambda logs in at each cluster by Vault's AWS auth method, and logs in anew after a restore.",
  postgres: 'The Lambda logs in at each database as the role that the stack names.',
};
