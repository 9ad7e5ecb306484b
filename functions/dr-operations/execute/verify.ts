import { otherCluster } from '../../shared/contract';
import { pauses } from '../../shared/retry';
import { compare, upCluster } from '../plan/facts';
import type { Step } from '../steps';
import type { StepContext, StepResult } from './context';
import { TIGHT } from './look';
import { isSilentForGood } from './silence';

/** How long the demoted cluster may take to come back, as long as it answers anything. */
const VERIFY_MS = 30_000;
/** A failover does not wait longer for the proof than it takes the new primary to serve. */
const BRIEF_MS = 5_000;
/** Right after a restart it may tell numbers that are not its last ones. */
const STEADY_MS = 2_000;

/**
 * Proves that `cluster`, promoted a moment ago, had every write of the demoted cluster, as soon as that one can be asked.
 * Until then the client name stays where it is, so that a promotion without the proof can be taken back.
 */
export async function verify(
  context: StepContext,
  { cluster, patient }: Step & { kind: 'verify' },
): Promise<StepResult> {
  const { promotion } = context.world;
  if (promotion?.proof !== 'due') return { effect: false, run: { catchUp: 'proven' } };
  const source = otherCluster(cluster);
  const { clock, evidence } = context;
  const deadline = context.deadline.within(patient ? VERIFY_MS : BRIEF_MS);
  let lackingSince: number | undefined;

  for (const pause of pauses(TIGHT)) {
    const { [source]: from, [cluster]: to } = await evidence.lookAtBoth();
    const compared = compare(upCluster(from), promotion, promotion.lastWalBeforeDemote);
    if (compared === 'proven' || compared === 'nothing-against') {
      const proven = { ...promotion, proof: 'came' } as const;
      // Whoever finds the name moved has to know that the proof came before.
      await context.keep(proven);
      return { effect: false, run: { catchUp: 'proven' }, promotion: proven, detail: 'every write had arrived' };
    }
    const now = clock.now();
    lackingSince = compared === 'lacking' ? (lackingSince ?? now) : undefined;
    if (upCluster(from)?.mode === 'primary' || upCluster(to)?.mode === 'secondary') {
      return { effect: false, detail: 'a role that was accepted did not hold' };
    }
    if (lackingSince !== undefined && now - lackingSince >= STEADY_MS) {
      return {
        effect: false,
        run: { catchUp: 'lacking', sourceTold: true },
        detail: `${source} has what ${cluster} lacks`,
      };
    }
    if (isSilentForGood(evidence, source) || deadline.remainingMs() <= pause) {
      const detail = `${source} cannot be asked whether ${cluster} has everything`;
      return { effect: false, run: { catchUp: 'not-proven', sourceTold: upCluster(from) !== undefined }, detail };
    }
    await clock.wait(pause);
  }
  throw new Error('pauses never end');
}
