import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import { operatedCluster, operatedPair } from '../operator-output';
import type { CommunityVaultDrProps } from './community-vault-dr-props';
import { PostgresPair } from './postgres-pair';
import type { SnapshotPair } from './snapshot-pair';

/** Everything that the operator's tool needs to know about a pair without replication of Vault Enterprise. There is no token. */
export const communityOperatorOutput = (
  pair: SnapshotPair | PostgresPair,
  props: CommunityVaultDrProps,
): Record<string, unknown> => ({
  ...operatedPair(pair, props),
  // The engine's word for it, on which the tool decides what it can do.
  replication: props.replication.kind,
  ...(props.replication.kind === 'snapshot' && { interval_seconds: props.replication.intervalSeconds }),
  operation_timeout_seconds: pair.operationTimeoutSeconds,
  ...Object.fromEntries(
    CLUSTER_NAMES.map((cluster) => [
      cluster,
      { ...operatedCluster(pair, props, cluster), functions: functionsOf(pair, cluster) },
    ]),
  ),
});

function functionsOf(pair: SnapshotPair | PostgresPair, cluster: ClusterName): Record<string, string> {
  if (pair instanceof PostgresPair) {
    const { auth, operations } = pair.controlPlanes[cluster];
    return { ...(auth && { auth: auth.lambda.arn }), 'community-operations': operations.lambda.arn };
  }
  const { auth, puller, operations } = pair.controlPlanes[cluster];
  return {
    auth: auth.lambda.arn,
    'snapshot-puller': puller.lambda.arn,
    'community-operations': operations.lambda.arn,
  };
}
