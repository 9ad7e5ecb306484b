import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import { operatedCluster, operatedPair, withoutUndefined } from '../operator-output';
import type { CommunityVaultDr } from './community-vault-dr';
import type { CommunityVaultDrProps } from './community-vault-dr-props';

/** Everything that the operator's tool needs to know about a pair without replication of Vault Enterprise. There is no token. */
export const communityOperatorOutput = (
  pair: CommunityVaultDr,
  props: CommunityVaultDrProps,
  operationTimeoutSeconds: number,
): Record<string, unknown> => ({
  ...operatedPair(pair, props),
  // The engine's word for it, on which the tool decides what it can do.
  replication: props.replication.kind,
  interval_seconds: props.replication.intervalSeconds,
  operation_timeout_seconds: operationTimeoutSeconds,
  ...withoutUndefined({ drill_rto_seconds: props.drill?.rtoSeconds }),
  ...Object.fromEntries(CLUSTER_NAMES.map((cluster) => [cluster, clusterOutput(pair, props, cluster)])),
});

const clusterOutput = (
  pair: CommunityVaultDr,
  props: CommunityVaultDrProps,
  cluster: ClusterName,
): Record<string, unknown> => {
  const { auth, puller, operations } = pair.controlPlanes[cluster];
  return {
    ...operatedCluster(pair, props, cluster),
    functions: {
      auth: auth.lambda.arn,
      'snapshot-puller': puller.lambda.arn,
      'community-operations': operations.lambda.arn,
      ...(pair.watches && { watch: pair.watches[cluster].watchFunction.lambda.arn }),
    },
  };
};
