import { observeCluster, type ClusterObservation } from '../../shared/cluster-observation';
import type { Deadline } from '../../shared/clock';
import type { ClusterName } from '../../shared/contract';
import { poll, type BackOff } from '../../shared/retry';
import type { StepContext } from './context';

/** Role changes end after a second or two: look often at first. */
export const TIGHT: BackOff = { firstMs: 20, mostMs: 150 };

/** One look at a cluster, never longer than a probe or than the deadline. */
export const look = (context: StepContext, cluster: ClusterName, deadline: Deadline): Promise<ClusterObservation> =>
  observeCluster(context.vault[cluster], Math.max(1, deadline.cut(context.probeTimeoutMs)));

/** How long a cluster may still call itself primary after Vault has accepted its demotion. */
const TAKE_EFFECT_MS = 4_000;

/** Whether a demotion that this run got accepted may not show yet. @param since when the waiting began */
export const maySayOldRole = ({ world, clock }: StepContext, source: ClusterName, since: number): boolean =>
  world.run.demoted === source && clock.now() - since < TAKE_EFFECT_MS;

/** Looks until the cluster is as wanted. @returns the last look, and whether it was as wanted */
export async function lookUntil(
  context: StepContext,
  cluster: ClusterName,
  wanted: (observation: ClusterObservation) => boolean,
  deadline: Deadline,
): Promise<{ readonly observation: ClusterObservation; readonly reached: boolean }> {
  let last: ClusterObservation = context.world.clusters[cluster];
  const reached = await poll(
    async () => {
      last = await look(context, cluster, deadline);
      return wanted(last) ? true : undefined;
    },
    { clock: context.clock, deadline, backOff: TIGHT },
  );
  return { observation: last, reached: reached ?? false };
}

/** The cluster says what it is. */
export const isSettled = ({ kind }: ClusterObservation): boolean => kind === 'up';
