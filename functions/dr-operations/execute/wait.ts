import type { ClusterObservation } from '../../shared/cluster-observation';
import type { Deadline } from '../../shared/clock';
import type { ClusterName } from '../../shared/contract';
import { StepError } from '../../shared/errors';
import { pauses, poll, type BackOff } from '../../shared/retry';
import type { Evidence } from '../evidence';
import { upCluster } from '../plan/facts';
import type { StepContext, StepResult } from './context';

/** Pauses between looks at a cluster. A role change takes a second or two. */
export const BETWEEN_LOOKS: BackOff = { firstMs: 20, mostMs: 150 };

/** Longest wait for a cluster that answers, or that a killed run left restarting. */
const SETTLE_MS = 15_000;
/** Longest wait for a cluster that gives no answer, or answers that are not Vault's. */
const SETTLE_SILENT_MS = 5_000;
/** HashiCorp's own tests allow this time for a leader after a role change. */
const AWAIT_PRIMARY_MS = 120_000;
/**
 * Longest wait for a demoted cluster that gives no answer, because it may be dead and a person has to decide. A restarting
 * Vault refuses or resets connections and so gets most of the 10 s after which clients have to be served, or the operator
 * has to be told what to do. Only an unreachable one times out.
 */
const REFUSING_MS = 9_500;
const TIMED_OUT_MS = 5_000;

/** Waits until the cluster says which role it has. If it does not, that is a fact for the planner and no error. */
export async function settle(context: StepContext, cluster: ClusterName): Promise<StepResult> {
  const { clock, world, deadline } = context;
  const isPatient = world.unfinished !== undefined;
  let answeredAt = clock.now();
  const isOver = (seen: ClusterObservation): boolean => {
    if (seen.kind !== 'unreachable' && seen.kind !== 'odd') answeredAt = clock.now();
    return seen.kind === 'up' || (!isPatient && clock.now() - answeredAt >= SETTLE_SILENT_MS);
  };
  const { observation } = await lookUntil(context, cluster, isOver, deadline.within(SETTLE_MS));
  if (observation.kind === 'up') return { effect: false };
  return { effect: false, run: { unsettled: [...(world.run.unsettled ?? []), cluster] } };
}

/** Waits until the promoted cluster serves. @throws StepError if it does not in time */
export async function awaitPrimary(context: StepContext, cluster: ClusterName): Promise<StepResult> {
  const deadline = context.deadline.within(AWAIT_PRIMARY_MS);
  const { observation, reached } = await lookUntil(context, cluster, servesOrStaysSecondary, deadline);
  if (reached) {
    const held = upCluster(observation)?.mode === 'primary';
    return { effect: false, ...(!held && { detail: `${cluster} is a secondary again: the promotion did not hold` }) };
  }
  throw new StepError(
    `${cluster} was promoted but does not serve yet (${observation.kind})`,
    'Look at its logs and whether it is sealed. When it is up, run the same operation again: it continues from there.',
  );
}

/** A cluster that is still a secondary did not keep its promotion, and more waiting does not change that. */
const servesOrStaysSecondary = (observation: ClusterObservation): boolean =>
  observation.kind === 'up' &&
  (observation.mode === 'secondary' || (observation.mode === 'primary' && observation.serving));

/** Looks until the cluster is as wanted. @returns the last look, and whether it was as wanted */
async function lookUntil(
  { evidence, clock }: StepContext,
  cluster: ClusterName,
  wanted: (observation: ClusterObservation) => boolean,
  deadline: Deadline,
): Promise<{ readonly observation: ClusterObservation; readonly reached: boolean }> {
  const reached = await poll(async () => (wanted(await evidence.look(cluster)) ? true : undefined), {
    clock,
    deadline,
    backOff: BETWEEN_LOOKS,
  });
  return { observation: evidence.of(cluster), reached: reached ?? false };
}

/** Looks at a cluster again and again and reports each look, until it is aborted. Never throws. */
export async function keepLooking(
  { evidence, clock }: StepContext,
  cluster: ClusterName,
  { signal, report }: { readonly signal: AbortSignal; readonly report: (observation: ClusterObservation) => void },
): Promise<void> {
  for (const pause of pauses(BETWEEN_LOOKS)) {
    const observation = await evidence.look(cluster);
    if (signal.aborted) return;
    report(observation);
    try {
      await clock.wait(pause, signal);
    } catch {
      return; // aborted
    }
  }
}

/** Whether a cluster has given no answer for longer than clients can wait for it. */
export function isSilentTooLong(evidence: Evidence, cluster: ClusterName): boolean {
  const observation = evidence.of(cluster);
  if (observation.kind !== 'unreachable') return false;
  return evidence.silentMs(cluster) >= (observation.cause === 'timeout' ? TIMED_OUT_MS : REFUSING_MS);
}
