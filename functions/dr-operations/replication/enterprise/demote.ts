import type { ClusterObservation } from '../../../shared/cluster-observation';
import { otherCluster, type ClusterName } from '../../../shared/contract';
import { repeat } from '../../../shared/retry';
import { upCluster } from '../../plan/facts';
import type { StepOf } from '../../steps';
import { changeRole } from './change-role';
import type { EnterpriseContext } from './context';
import { OVERTAKEN, refused, type StepResult } from '../../execute/context';
import { BETWEEN_LOOKS } from '../../execute/wait';

/** Vault answers a demotion within about a second. A cluster that takes much longer counts as lost. */
const CALL_TIMEOUT_MS = 3_000;
const DEMOTE_MS = 10_000;
/** Time for the one try that is made if the operator accepted that it may fail. */
const BRIEF_MS = 1_000;

/** Makes a primary a secondary. It takes no more writes once Vault has accepted this. */
export async function demote(context: EnterpriseContext, step: StepOf<'demote'>): Promise<StepResult> {
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
    // As late as possible, while it still serves. An older number says little about what was written since.
    beforeCall: async (): Promise<void> => {
      lastWalBeforeDemote = await lastWalOf(context, cluster);
    },
    // A restarting Vault refuses or resets connections; only an unreachable one times out.
    isLost: (seen: ClusterObservation) => seen.kind === 'unreachable' && seen.cause === 'timeout',
  } as const;
  const outcome = await changeRole(context, change, deadline);
  switch (outcome.kind) {
    case 'accepted': {
      const isUndo = context.world.run.promoted === cluster && { promoted: undefined };
      return { effect: true, run: { demoted: cluster, lastWalBeforeDemote, ...isUndo } };
    }
    case 'refused':
      return { ...refused(outcome), run: { demoteFailed: outcome.detail } };
    case 'unknown': {
      const failed = step.brief && { run: { demoteFailed: 'it did not confirm in time that it was demoted' } };
      return { effect: true, ...failed, detail: 'the outcome of the demotion is not known' };
    }
    case 'overtaken':
      return { ...OVERTAKEN, effect: outcome.mayHaveEffect };
  }
}

/** Longest wait for a moment at which both clusters have the same last WAL. */
const SAME_MOMENT_MS = 500;

/**
 * Looks at both clusters until they show the same last WAL, because some versions report nothing about their data after
 * the demotion. The wait is short, because clients may write all the time.
 *
 * @returns the last WAL of the primary, or `undefined` if the secondary is ahead of it in every look: its numbers are then
 *   from another count, for example because the primary was promoted anew
 */
async function lastWalOf({ evidence, clock }: EnterpriseContext, cluster: ClusterName): Promise<number | undefined> {
  const other = otherCluster(cluster);
  const startedAt = clock.now();
  let isOneCount = false;
  const { wal } = await repeat({ clock, backOff: BETWEEN_LOOKS }, async () => {
    const { [cluster]: from, [other]: to } = await evidence.lookAtBoth();
    const [primary, secondary] = [upCluster(from), upCluster(to)];
    const last = primary?.mode === 'primary' ? primary.lastWal : undefined;
    const received = secondary?.mode === 'secondary' ? secondary.lastRemoteWal : undefined;
    if (last === undefined || !received) return { wal: last };
    isOneCount ||= received <= last;
    if (last === received || clock.now() - startedAt >= SAME_MOMENT_MS) return { wal: isOneCount ? last : undefined };
    return undefined;
  });
  return wal;
}
