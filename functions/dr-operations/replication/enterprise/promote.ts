import { StepError, type VaultDrError } from '../../../shared/errors';
import { upCluster } from '../../plan/facts';
import { lossBegins } from '../../plan/loss';
import type { StepOf } from '../../steps';
import type { Promotion } from '../../world';
import { changeRole } from './change-role';
import type { EnterpriseContext } from './context';
import { OVERTAKEN, refused, type StepResult } from '../../execute/context';
import { isCatchingUp } from './judge';

const CALL_TIMEOUT_MS = 8_000;
/** Vault answers a promotion within about two seconds, so it may be requested again after this time. */
const REPEAT_AFTER_MS = 3_000;
/** Long enough for a target that is still catching up, which Vault refuses to promote. */
const PROMOTE_MS = 30_000;

/** Makes a secondary the primary. Ends when Vault accepts it, which is before the cluster serves. */
export async function promote(context: EnterpriseContext, step: StepOf<'promote'>): Promise<StepResult> {
  const { cluster, force } = step;
  const clusterAddress = context.clusterAddresses[cluster];
  const operationToken = await context.credentials.operationToken(cluster);
  const change = {
    step,
    path: 'sys/replication/dr/secondary/promote',
    token: context.credentials.header('secondary'),
    body: (lastFailure: VaultDrError | undefined) => ({
      dr_operation_token: operationToken?.reveal(),
      ...(clusterAddress !== undefined && { primary_cluster_addr: clusterAddress }),
      // Vault's `force` promotes a cluster that Vault considers behind, so it is sent only after a refusal for that reason.
      ...(force && isCatchingUp(lastFailure) && { force }),
    }),
    wanted: 'primary',
    callTimeoutMs: CALL_TIMEOUT_MS,
    repeatAfterMs: REPEAT_AFTER_MS,
    isLost: () => false,
  } as const;
  const promotion = promotionOf(context, cluster);
  const outcome = await changeRole(context, change, context.deadline.within(PROMOTE_MS));
  switch (outcome.kind) {
    case 'accepted':
      return { effect: true, run: { promoted: cluster }, promotion };
    case 'refused': {
      const { detail, isBehind } = outcome;
      return { ...refused(outcome), run: { promoteFailed: { cluster, detail, ...(isBehind && { isBehind }) } } };
    }
    case 'unknown':
      throw new StepError(
        `It is not known whether ${cluster} was promoted: it gives no clear answer`,
        'Run the same operation again: it looks first and continues from what it finds.',
      );
    case 'overtaken':
      return { ...OVERTAKEN, effect: outcome.mayHaveEffect };
  }
}

/** What the cluster has right before it is promoted, for a later comparison. */
function promotionOf({ world, clock }: EnterpriseContext, cluster: Promotion['cluster']): Promotion {
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
const isPromotedAgain = ({ run, promotion }: EnterpriseContext['world'], cluster: Promotion['cluster']): boolean =>
  run.demoted === cluster || (promotion?.proof === 'due' && promotion.cluster !== cluster);
