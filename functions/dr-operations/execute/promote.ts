import { StepError, type VaultDrError } from '../../shared/errors';
import { upCluster } from '../plan/facts';
import { lossBegins } from '../plan/loss';
import type { Step } from '../steps';
import type { Promotion } from '../world';
import { changeRole, isCatchingUp } from './change-role';
import { OVERTAKEN, type StepContext, type StepResult } from './context';

const CALL_TIMEOUT_MS = 8_000;
/** A promotion is answered within about two seconds. */
const ASK_AGAIN_MS = 3_000;
/** Also for a target that is still catching up, which Vault refuses to promote. */
const PROMOTE_MS = 30_000;

/** Makes a secondary the primary. Ends when Vault accepts, not when the cluster serves. */
export async function promote(context: StepContext, step: Step & { kind: 'promote' }): Promise<StepResult> {
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
      // Vault's force promotes what Vault takes for behind: it is for a cluster that was refused for just that.
      ...(force && isCatchingUp(lastFailure) && { force }),
    }),
    wanted: 'primary',
    callTimeoutMs: CALL_TIMEOUT_MS,
    askAgainAfterMs: ASK_AGAIN_MS,
    isLost: () => false,
  } as const;
  const promotion = promotionOf(context, cluster);
  const outcome = await changeRole(context, change, context.deadline.within(PROMOTE_MS));
  switch (outcome.kind) {
    case 'accepted':
      return { effect: true, run: { promoted: cluster }, promotion };
    case 'refused': {
      const { detail, isBehind, mayHaveEffect } = outcome;
      return { effect: mayHaveEffect, run: { promoteFailed: { cluster, detail, ...(isBehind && { isBehind }) } } };
    }
    case 'unknown':
      throw new StepError(
        `Whether ${cluster} was promoted is not known: it gives no clear answer`,
        'Run the same operation again: it looks first and carries on from what is there.',
      );
    case 'overtaken':
      return { ...OVERTAKEN, effect: outcome.mayHaveEffect };
  }
}

/** What the cluster has in the moment before it is promoted, for a later comparison. */
function promotionOf({ world, clock }: StepContext, cluster: Promotion['cluster']): Promotion {
  const { promotion, run } = world;
  // A promotion ahead of the proof was written down before, with what the proof needs. A cluster that was demoted after
  // its promotion and gets the role back still lacks no more than it lacked then.
  if (promotion?.cluster === cluster && (run.catchUp === 'likely' || run.catchUp === undefined)) return promotion;
  const target = upCluster(world.clusters[cluster]);
  const since = lossBegins(target);
  return {
    cluster,
    at: new Date(clock.now()).toISOString(),
    lastRemoteWal: target?.lastRemoteWal,
    merkleRoot: target?.merkleRoot,
    lastWalBeforeDemote: run.lastWalBeforeDemote,
    ...(since !== undefined && { since: new Date(since).toISOString() }),
    proof: run.catchUp === 'proven' || takesBack(world, cluster) ? 'came' : 'none',
  };
}

/** Whether a cluster gets its role back. It has everything: no other one has served clients in between. */
const takesBack = ({ run, promotion }: StepContext['world'], cluster: Promotion['cluster']): boolean =>
  run.demoted === cluster || (promotion?.proof === 'due' && promotion.cluster !== cluster);
