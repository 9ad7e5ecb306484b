import { NOTHING_REPORTED, type UpCluster } from '../../../shared/cluster-observation';
import { otherCluster, type ClusterName } from '../../../shared/contract';
import { poll } from '../../../shared/retry';
import type { StepContext, StepResult } from '../../execute/context';
import { BETWEEN_LOOKS } from '../../execute/wait';
import { compare, upCluster } from '../../plan/facts';
import type { StepOf } from '../../steps';
import type { RunFacts } from '../../world';

/** Time for a look in which both clusters answer. A file arrives whole or not at all, so that there is nothing else to wait for. */
const LOOK_MS = 8_000;

/** Compares the last file with what the sealed cluster had. */
export async function catchUp(
  { evidence, world, clock, deadline }: StepContext,
  { cluster }: StepOf<'catch-up'>,
): Promise<StepResult> {
  const source = otherCluster(cluster);
  let sealed: UpCluster | undefined;
  const compared = await poll(
    async () => {
      const { [source]: from, [cluster]: to } = await evidence.lookAtBoth();
      sealed = upCluster(from) ?? knownOf(world.run, source);
      if (sealed?.mode === 'primary') return 'primary again';
      const found = compare(sealed, upCluster(to) ?? {}, world.run.lastWalBeforeDemote);
      return found === 'proven' || found === 'lacking' ? found : undefined;
    },
    { clock, deadline: deadline.within(isStopped(world.run, source) ? 0 : LOOK_MS), backOff: BETWEEN_LOOKS },
  );
  if (compared === 'primary again') return { effect: false, detail: `${source} is a primary again` };
  const catchUp = compared ?? 'not-proven';
  return { effect: false, run: { catchUp, sourceAnswered: sealed !== undefined }, detail: DETAIL[catchUp] };
}

/** All its servers are stopped, and what it had was never told. No look would tell more, and clients wait. */
const isStopped = (run: RunFacts, source: ClusterName): boolean =>
  run.fence?.cluster === source && run.fence.outcome === 'confirmed' && run.lastWalBeforeDemote === undefined;

/** A cluster that this run has stopped gives no answer. Its last raft index was read before. */
export const knownOf = (run: RunFacts, source: ClusterName): UpCluster | undefined =>
  run.demoted === source && run.lastWalBeforeDemote !== undefined
    ? { ...NOTHING_REPORTED, mode: 'secondary', serving: false, state: 'idle', lastWal: run.lastWalBeforeDemote }
    : undefined;

const DETAIL = {
  proven: 'the last file has every write',
  lacking: 'the sealed cluster has more than the last file',
  'not-proven': 'it is not known whether the last file has every write',
} as const;
