import type { ClusterObservation } from '../../shared/cluster-observation';
import type { Deadline } from '../../shared/clock';
import type { ClusterName } from '../../shared/contract';
import { pauses, poll, type BackOff } from '../../shared/retry';
import type { StepContext } from './context';

/** Role changes end after a second or two: look often at first. */
export const TIGHT: BackOff = { firstMs: 20, mostMs: 150 };

/** Looks until the cluster is as wanted. @returns the last look, and whether it was as wanted */
export async function lookUntil(
  { evidence, clock }: StepContext,
  cluster: ClusterName,
  wanted: (observation: ClusterObservation) => boolean,
  deadline: Deadline,
): Promise<{ readonly observation: ClusterObservation; readonly reached: boolean }> {
  const reached = await poll(async () => (wanted(await evidence.look(cluster)) ? true : undefined), {
    clock,
    deadline,
    backOff: TIGHT,
  });
  return { observation: evidence.of(cluster), reached: reached ?? false };
}

/** Looks at a cluster again and again, and tells each time, until it is aborted. Never throws. */
export async function keepLooking(
  { evidence, clock }: StepContext,
  cluster: ClusterName,
  { signal, tell }: { readonly signal: AbortSignal; readonly tell: (observation: ClusterObservation) => void },
): Promise<void> {
  for (const pause of pauses(TIGHT)) {
    const observation = await evidence.look(cluster);
    if (signal.aborted) return;
    tell(observation);
    try {
      await clock.wait(pause, signal);
    } catch {
      return; // it is no longer wanted
    }
  }
}
