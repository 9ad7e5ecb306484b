import { OVERTAKEN, type StepResult } from '../../execute/context';
import type { StepOf } from '../../steps';
import type { SnapshotContext, StopOutcome } from './context';
import { sealed } from './seal';

/** Systems Manager delivers a command within half a minute, or not at all. */
const STOP_MS = 30_000;
/** Limit of a fence if the operator has accepted that it may fail: the region is probably lost. */
const BRIEF_MS = 3_000;

/**
 * Keeps a cluster that gives no clear answer from taking writes: stops Vault on all its servers. It counts only if every
 * server has confirmed it. Sealing is no fence, because the next server takes over from the one that is sealed.
 */
export async function fence(context: SnapshotContext, step: StepOf<'fence'>): Promise<StepResult> {
  const { cluster } = step;
  if (!(await context.mayAct(step))) return OVERTAKEN;
  const outcome = await stopWithin(context, cluster, step.brief ? BRIEF_MS : STOP_MS);
  if (outcome.kind === 'stopped') {
    context.looks.forget();
    sealed(context, cluster);
    const detail = `Vault is stopped on all servers of ${cluster}; start it there before a rejoin`;
    return { effect: true, run: { demoted: cluster, fence: { cluster, outcome: 'confirmed' } }, detail };
  }
  const { detail, mayHaveEffect: effect } = outcome;
  return { effect, run: { fence: { cluster, outcome: 'not-confirmed', detail } }, detail };
}

/** The calls of a lost region may take longer than the limit, and are not waited for. */
async function stopWithin(
  { nodes, deadline, clock }: SnapshotContext,
  cluster: StepOf<'fence'>['cluster'],
  limitMs: number,
): Promise<StopOutcome> {
  const limit = deadline.within(limitMs);
  const late: StopOutcome = {
    kind: 'not-certain',
    detail: `the servers of ${cluster} did not confirm within ${limitMs / 1000} s that Vault is stopped`,
    mayHaveEffect: true,
  };
  const over = new AbortController();
  const inTime = clock.wait(limit.remainingMs(), over.signal).then(
    () => late,
    () => late, // aborted
  );
  try {
    return await Promise.race([nodes.stopAll(cluster, limit), inTime]);
  } finally {
    over.abort();
  }
}
