import { otherCluster } from '../../../shared/contract';
import { repeat } from '../../../shared/retry';
import { compare, upCluster } from '../../plan/facts';
import type { StepOf } from '../../steps';
import type { StepContext, StepResult } from '../../execute/context';
import { BETWEEN_LOOKS, isSilentTooLong } from '../../execute/wait';

/** Longest wait for the demoted cluster to come back, as long as it gives any answer. */
const VERIFY_MS = 30_000;
/** A failover waits for the proof no longer than the new primary needs until it serves. */
const BRIEF_MS = 5_000;
/** Right after a restart the demoted cluster may report numbers that are not its last ones. */
const STEADY_MS = 2_000;

/**
 * Proves that `cluster`, which was promoted before the proof, had every write of the demoted cluster, once that one answers.
 * Until then the client name is not moved, so that the promotion can be undone.
 */
export async function verify(context: StepContext, { cluster, patient }: StepOf<'verify'>): Promise<StepResult> {
  const { promotion } = context.world;
  if (promotion?.proof !== 'due') return { effect: false, run: { catchUp: 'proven' } };
  const source = otherCluster(cluster);
  const { clock, evidence } = context;
  const deadline = context.deadline.within(patient ? VERIFY_MS : BRIEF_MS);
  let lackingSince: number | undefined;

  return repeat<StepResult>({ clock, backOff: BETWEEN_LOOKS }, async (pause) => {
    const { [source]: from, [cluster]: to } = await evidence.lookAtBoth();
    const compared = compare(upCluster(from), promotion, promotion.lastWalBeforeDemote);
    if (compared === 'proven' || compared === 'nothing-against') {
      const proven = { ...promotion, proof: 'came' } as const;
      // A later run that finds the name moved has to know that the proof came first.
      await context.keep(proven);
      return { effect: false, run: { catchUp: 'proven' }, promotion: proven, detail: 'every write had arrived' };
    }
    const now = clock.now();
    lackingSince = compared === 'lacking' ? (lackingSince ?? now) : undefined;
    if (upCluster(from)?.mode === 'primary' || upCluster(to)?.mode === 'secondary') {
      return { effect: false, detail: 'a role that Vault accepted did not hold' };
    }
    if (lackingSince !== undefined && now - lackingSince >= STEADY_MS) {
      return {
        effect: false,
        run: { catchUp: 'lacking', sourceAnswered: true },
        detail: `${source} has writes that ${cluster} does not have`,
      };
    }
    if (isSilentTooLong(evidence, source) || deadline.remainingMs() <= pause) {
      const detail = `${source} gives no answer, so it is not known whether ${cluster} has every write`;
      return { effect: false, run: { catchUp: 'not-proven', sourceAnswered: upCluster(from) !== undefined }, detail };
    }
    return undefined;
  });
}
