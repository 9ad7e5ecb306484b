import { NOTHING_REPORTED, type UpCluster } from '../../../shared/cluster-observation';
import { otherCluster, type ClusterName } from '../../../shared/contract';
import type { StepContext, StepResult } from '../../execute/context';
import { compare, upCluster } from '../../plan/facts';
import type { StepOf } from '../../steps';
import type { RunFacts } from '../../world';

/** Compares the last file with what the sealed cluster had. There is nothing to wait for: a file arrives whole or not at all. */
export async function catchUp({ evidence, world }: StepContext, { cluster }: StepOf<'catch-up'>): Promise<StepResult> {
  const source = otherCluster(cluster);
  const { [source]: from, [cluster]: to } = await evidence.lookAtBoth();
  const [seen, target] = [upCluster(from), upCluster(to)];
  const sealed = seen ?? knownOf(world.run, source);
  if (sealed?.mode === 'primary') return { effect: false, detail: `${source} is a primary again` };
  const compared = compare(sealed, target ?? {}, world.run.lastWalBeforeDemote);
  const catchUp = compared === 'proven' || compared === 'lacking' ? compared : 'not-proven';
  return { effect: false, run: { catchUp, sourceAnswered: sealed !== undefined }, detail: DETAIL[catchUp] };
}

/** A cluster that this run has stopped gives no answer. Its last raft index was read before. */
const knownOf = (run: RunFacts, source: ClusterName): UpCluster | undefined =>
  run.demoted === source && run.lastWalBeforeDemote !== undefined
    ? { ...NOTHING_REPORTED, mode: 'secondary', serving: false, state: 'idle', lastWal: run.lastWalBeforeDemote }
    : undefined;

const DETAIL = {
  proven: 'the last file has every write',
  lacking: 'the sealed cluster has more than the last file',
  'not-proven': 'it is not known whether the last file has every write',
} as const;
