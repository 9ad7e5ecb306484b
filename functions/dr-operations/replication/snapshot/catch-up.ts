import { otherCluster } from '../../../shared/contract';
import type { StepContext, StepResult } from '../../execute/context';
import { compare, upCluster } from '../../plan/facts';
import type { StepOf } from '../../steps';

/** Compares the last file with what the sealed cluster had. There is nothing to wait for: a file arrives whole or not at all. */
export async function catchUp({ evidence, world }: StepContext, { cluster }: StepOf<'catch-up'>): Promise<StepResult> {
  const source = otherCluster(cluster);
  const { [source]: from, [cluster]: to } = await evidence.lookAtBoth();
  const [sealed, target] = [upCluster(from), upCluster(to)];
  if (sealed?.mode === 'primary') return { effect: false, detail: `${source} is a primary again` };
  const compared = compare(sealed, target ?? {}, world.run.lastWalBeforeDemote);
  const catchUp = compared === 'proven' || compared === 'lacking' ? compared : 'not-proven';
  return { effect: false, run: { catchUp, sourceAnswered: sealed !== undefined }, detail: DETAIL[catchUp] };
}

const DETAIL = {
  proven: 'the last file has every write',
  lacking: 'the sealed cluster has more than the last file',
  'not-proven': 'it is not known whether the last file has every write',
} as const;
