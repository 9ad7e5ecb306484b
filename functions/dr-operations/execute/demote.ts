import type { ClusterObservation } from '../../shared/cluster-observation';
import { otherCluster, type ClusterName } from '../../shared/contract';
import { pauses } from '../../shared/retry';
import { upCluster } from '../plan/facts';
import type { Step } from '../steps';
import { changeRole } from './change-role';
import { OVERTAKEN, type StepContext, type StepResult } from './context';
import { TIGHT } from './look';

/** A demotion is answered within about a second; a cluster that takes much longer is as good as lost. */
const CALL_TIMEOUT_MS = 3_000;
const DEMOTE_MS = 10_000;
/** One try beside a primary that the operator does not wait for. */
const BRIEF_MS = 1_000;

/** Makes a primary a secondary. From the moment that Vault accepts, it takes no more writes. */
export async function demote(context: StepContext, step: Step & { kind: 'demote' }): Promise<StepResult> {
  const { cluster } = step;
  const deadline = context.deadline.within(step.brief ? BRIEF_MS : DEMOTE_MS);
  let lastWalBeforeDemote: number | undefined;
  const change = {
    step,
    path: 'sys/replication/dr/primary/demote',
    token: context.credentials.header('primary'),
    body: () => ({}),
    wanted: 'secondary',
    callTimeoutMs: CALL_TIMEOUT_MS,
    mayComeLate: step.brief === true,
    // As late as possible, while it still serves. An older number says too little about what was written meanwhile.
    beforeAsking: async (): Promise<void> => {
      lastWalBeforeDemote = await lastWalOf(context, cluster);
    },
    // A restart refuses or resets; silence is a black hole.
    isLost: (seen: ClusterObservation) => seen.kind === 'unreachable' && seen.cause === 'timeout',
  } as const;
  const outcome = await changeRole(context, change, deadline);
  switch (outcome.kind) {
    case 'accepted': {
      const takesBack = context.world.run.promoted === cluster && { promoted: undefined };
      return { effect: true, run: { demoted: cluster, lastWalBeforeDemote, ...takesBack } };
    }
    case 'refused':
      return { effect: outcome.mayHaveEffect, run: { demoteFailed: outcome.detail } };
    case 'unknown': {
      const failed = step.brief && { run: { demoteFailed: 'it did not say in time whether it was demoted' } };
      return { effect: true, ...failed, detail: 'the outcome of the demotion is not known' };
    }
    case 'overtaken':
      return { ...OVERTAKEN, effect: outcome.mayHaveEffect };
  }
}

/** How long a moment is waited for in which both have the same last WAL. */
const SAME_MOMENT_MS = 500;

/**
 * Looks at both clusters until they show the same last WAL. Only then can their Merkle roots be compared, and only before
 * the demotion: some versions tell nothing of their data afterwards. A pair that never rests is not waited for.
 *
 * @returns the last WAL of the primary. A secondary that is ahead of it in every look counts otherwise, for example
 *   because its primary was promoted anew: then the number means nothing, and there is none
 */
async function lastWalOf({ evidence, clock }: StepContext, cluster: ClusterName): Promise<number | undefined> {
  const other = otherCluster(cluster);
  const startedAt = clock.now();
  let isOneCount = false;
  for (const pause of pauses(TIGHT)) {
    const { [cluster]: from, [other]: to } = await evidence.lookAtBoth();
    const [primary, secondary] = [upCluster(from), upCluster(to)];
    const last = primary?.mode === 'primary' ? primary.lastWal : undefined;
    const received = secondary?.mode === 'secondary' ? secondary.lastRemoteWal : undefined;
    if (last === undefined || !received) return last;
    isOneCount ||= received <= last;
    if (last === received || clock.now() - startedAt >= SAME_MOMENT_MS) return isOneCount ? last : undefined;
    await clock.wait(pause);
  }
  throw new Error('pauses never end');
}
