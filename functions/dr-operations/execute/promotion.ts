import { upCluster } from '../plan/facts';
import { lossBegins } from '../plan/loss';
import type { Promotion } from '../world';
import type { StepContext } from './context';

/** What the cluster has right before it is promoted, for a later comparison. */
export function promotionOf({ world, clock }: StepContext, cluster: Promotion['cluster']): Promotion {
  const { promotion, run } = world;
  // A promotion before the proof was written down already, with what the proof needs. A cluster that was demoted after
  // its promotion and is promoted again lacks no more than it lacked then.
  if (promotion?.cluster === cluster && (run.catchUp === 'likely' || run.catchUp === undefined)) return promotion;
  const target = upCluster(world.clusters[cluster]);
  const since = lossBegins(target);
  return {
    cluster,
    at: new Date(clock.now()).toISOString(),
    lastRemoteWal: target?.lastRemoteWal,
    merkleRoot: target?.merkleRoot,
    lastWalBeforeDemote: run.lastWalBeforeDemote,
    ...(promotion?.ledByHealth && { ledByHealth: promotion.ledByHealth }),
    ...(since !== undefined && { since: new Date(since).toISOString() }),
    proof: run.catchUp === 'proven' || isPromotedAgain(world, cluster) ? 'came' : 'none',
  };
}

/** Whether a cluster gets its role back. It has every write, because no other cluster has served clients since. */
const isPromotedAgain = ({ run, promotion }: StepContext['world'], cluster: Promotion['cluster']): boolean =>
  run.demoted === cluster || (promotion?.proof === 'due' && promotion.cluster !== cluster);
