import type { ClusterName } from '../../shared/contract';
import { StepError } from '../../shared/errors';
import { changeRole } from './change-role';
import type { StepContext, StepResult } from './context';

const CALL_TIMEOUT_MS = 15_000;
const PROMOTE_MS = 60_000;

/** Makes a secondary the primary. Ends when Vault accepts, not when the cluster serves. */
export async function promote(context: StepContext, cluster: ClusterName, force: boolean): Promise<StepResult> {
  const clusterAddress = context.clusterAddresses[cluster];
  const operationToken = await context.credentials.operationToken(cluster);
  const change = {
    cluster,
    path: 'sys/replication/dr/secondary/promote',
    token: context.credentials.header('secondary'),
    body: {
      dr_operation_token: operationToken?.reveal(),
      ...(clusterAddress !== undefined && { primary_cluster_addr: clusterAddress }),
      ...(force && { force }),
    },
    wanted: 'primary',
    callTimeoutMs: CALL_TIMEOUT_MS,
    isLost: () => false,
  } as const;
  const outcome = await changeRole(context, change, context.deadline.within(PROMOTE_MS));
  switch (outcome.kind) {
    case 'accepted':
      return {
        effect: true,
        run: {
          promoted: cluster,
          // What another cluster lacked no longer matters.
          ...(context.world.run.received?.cluster !== cluster && { received: undefined }),
        },
        clusters: {
          [cluster]: outcome.observation ?? { kind: 'changing', mode: undefined, detail: 'promotion accepted' },
        },
      };
    case 'refused':
      return {
        effect: false,
        run: { promoteFailed: { cluster, detail: outcome.detail } },
        clusters: { [cluster]: outcome.observation },
      };
    case 'unknown':
      throw new StepError(
        `Whether ${cluster} was promoted is not known: it gives no clear answer`,
        'Run the same operation again: it looks first and carries on from what is there.',
      );
  }
}
