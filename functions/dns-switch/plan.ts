import type { ClusterObservation } from '../shared/cluster-observation';
import { CLUSTER_NAMES, type ClusterName } from '../shared/contract';
import { PlanRefusedError } from '../shared/errors';
import { isForeign, weightsFor } from '../shared/weighted-records';
import type { Weights } from './contract';

export interface SwitchPlan {
  readonly active: ClusterName;
  readonly after: Weights;
  /** Whether the weights have to be changed at all. */
  readonly changes: boolean;
}

/**
 * All traffic to the cluster that says it is primary. Pure.
 *
 * @throws PlanRefusedError when not exactly one cluster is primary, or when somebody set weights by hand
 */
export function planSwitch(clusters: Readonly<Record<ClusterName, ClusterObservation>>, weights: Weights): SwitchPlan {
  const primaries = CLUSTER_NAMES.filter((name) => {
    const observation = clusters[name];
    return observation.kind === 'up' && observation.mode === 'primary';
  });
  const [active] = primaries;
  if (active === undefined) {
    throw new PlanRefusedError('Neither cluster is known to be primary', 'Promote one with dr-operations first.');
  }
  if (primaries.length > 1) {
    throw new PlanRefusedError(
      'Both clusters are primary',
      'Run rejoin with dr-operations: it demotes the second one.',
    );
  }
  if (isForeign(weights)) {
    throw new PlanRefusedError(
      `The weights of the client name were edited by hand (home ${weights.home}, away ${weights.away})`,
      'Set them to 255 and 0 by hand, then call again.',
    );
  }
  const after = weightsFor(active);
  return { active, after, changes: after.home !== weights.home || after.away !== weights.away };
}
