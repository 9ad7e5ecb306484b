import { otherCluster, type ClusterName } from '../../shared/contract';
import { pauses } from '../../shared/retry';
import { compare, upCluster } from '../plan/facts';
import type { StepContext, StepResult } from './context';
import { look, maySayOldRole, TIGHT } from './look';

/** How long the demoted cluster may take to come back. */
const VERIFY_MS = 30_000;
/** Right after a restart it may tell numbers that are not its last ones. */
const STEADY_MS = 2_000;

/**
 * Proves that `cluster`, promoted a moment ago, had every WAL of the demoted cluster, as soon as that one can be asked.
 * Until then the client name stays where it is, so that a promotion without the proof can be taken back.
 */
export async function verify(context: StepContext, cluster: ClusterName): Promise<StepResult> {
  const { received } = context.world.run;
  if (!received) return { effect: false, run: { catchUp: 'proven' } };
  const source = otherCluster(cluster);
  const { clock } = context;
  const deadline = context.deadline.within(VERIFY_MS);
  const startedAt = clock.now();
  let lackingSince: number | undefined;

  for (const pause of pauses(TIGHT)) {
    const from = await look(context, source, deadline);
    const clusters = { [source]: from };
    const compared = compare(upCluster(from), received, received.lastWalBeforeDemote);
    if (compared === 'proven' || compared === 'nothing-against') {
      return {
        effect: false,
        run: { catchUp: 'proven', received: undefined },
        clusters,
        detail: 'every WAL had arrived',
      };
    }
    lackingSince = compared === 'lacking' ? (lackingSince ?? clock.now()) : undefined;
    const isLacking = lackingSince !== undefined && clock.now() - lackingSince >= STEADY_MS;
    const backAsPrimary = upCluster(from)?.mode === 'primary' && !maySayOldRole(context, source, startedAt);
    if (isLacking || backAsPrimary || deadline.remainingMs() <= pause) {
      return {
        effect: false,
        run: { catchUp: 'not-proven' },
        clusters,
        detail: `${source} has what ${cluster} may lack`,
      };
    }
    await clock.wait(pause);
  }
  throw new Error('pauses never end');
}
