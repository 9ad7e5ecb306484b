import { StepError, type VaultDrError } from '../../../shared/errors';
import { promotionOf } from '../../execute/promotion';
import type { StepOf } from '../../steps';
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
