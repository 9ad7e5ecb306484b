import type { OperationResult } from '../../functions/dr-operations/result';
import { heartbeatAgeMs } from '../../functions/dr-operations/plan/witness';
import { otherCluster } from '../../functions/shared/contract';

/** When the cluster that shall be promoted last heard the other one, by its own clock. Nothing where it is no secondary. */
export function describeHeard({ to, before }: Pick<OperationResult, 'to' | 'before'>): string[] {
  const witness = to && before[to].observation;
  if (witness?.kind !== 'up' || witness.mode !== 'secondary') return [];
  const ageMs = heartbeatAgeMs(witness);
  const other = otherCluster(to ?? 'home');
  return [
    ageMs === undefined
      ? `${to} does not say when it last heard ${other}`
      : `${to} last heard ${other} ${Math.round(ageMs / 1000)} s ago`,
  ];
}
