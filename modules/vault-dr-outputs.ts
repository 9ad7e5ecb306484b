import { CLUSTER_NAMES, type ClusterName } from '../functions/shared/contract';
import { OPERATION_TOKEN_DEFAULTS } from './lambda/dr-operation-token-gen-function';
import { OPERATION_DEFAULTS } from './lambda/dr-operations-function';
import { operatedCluster, operatedPair, withoutUndefined } from './operator-output';
import { inMilliseconds } from './private/units';
import type { VaultDr } from './vault-dr';
import type { VaultDrProps } from './vault-dr-props';

/** The Terraform outputs of a pair, by name. They contain no secret. */
export const outputsOf = (pair: VaultDr, props: VaultDrProps): Readonly<Record<string, unknown>> => ({
  client_name: pair.clientName,
  ...perCluster((cluster) => regionOutput(pair, cluster)),
  vault: {
    operation_token_policy: pair.operationTokenRole.policyName,
    operation_token_role: pair.operationTokenRole.roleName,
    ...withoutUndefined({
      break_glass_token_policy: pair.breakGlassTokenRole?.policyName,
      break_glass_token_role: pair.breakGlassTokenRole?.roleName,
    }),
    token_creation_policy: pair.awsAuth.policyName,
    aws_auth_path: pair.awsAuth.path,
    aws_auth_role: pair.awsAuth.roleName,
  },
  operator: operatorOutput(pair, props),
});

function regionOutput({ controlPlanes, stores }: VaultDr, cluster: ClusterName): Record<string, unknown> {
  const arns = Object.entries(controlPlanes[cluster].functionArns).map(([name, arn]) => [
    `${name.replaceAll('-', '_')}_function_arn`,
    arn,
  ]);
  return {
    ...(Object.fromEntries(arns) as Record<string, string>),
    operation_token_secret_arn: stores[cluster].secret.arn,
    ...withoutUndefined({ break_glass_token_secret_arn: stores[cluster].breakGlassSecret?.arn }),
    journal_table_arn: stores[cluster].journal.arn,
  };
}

/** Everything that the operator's tool needs to know about the pair, so that it works without a configuration file. */
export const operatorOutput = (pair: VaultDr, props: VaultDrProps): Record<string, unknown> => ({
  ...operatedPair(pair, props),
  operation_timeout_seconds: props.operationTimeoutSeconds ?? OPERATION_DEFAULTS.operationTimeoutSeconds,
  operation_token_ttl_seconds: props.operationTokenTtlSeconds ?? OPERATION_TOKEN_DEFAULTS.operationTokenTtlSeconds,
  rotation_minutes: props.rotationMinutes ?? OPERATION_TOKEN_DEFAULTS.rotationMinutes,
  ...withoutUndefined({
    max_lag_wals: props.maxLagWals,
    heartbeat_grace_ms: inMilliseconds(props.heartbeatGraceSeconds),
    witness_region: props.witness?.region,
    traffic: pair.nameHealth?.traffic,
    drill_rto_seconds: props.drill?.rtoSeconds,
    link_ca_file: props.linkCaFile,
  }),
  ...perCluster((cluster) => clusterOutput(pair, props, cluster)),
});

const clusterOutput = (pair: VaultDr, props: VaultDrProps, cluster: ClusterName): Record<string, unknown> => ({
  ...operatedCluster(pair, props, cluster),
  operation_token_secret_arn: pair.stores[cluster].secret.arn,
  functions: {
    ...pair.controlPlanes[cluster].functionArns,
    ...(pair.watches && { watch: pair.watches[cluster].watchFunction.lambda.arn }),
  },
  ...withoutUndefined({
    break_glass_token_secret_arn: pair.stores[cluster].breakGlassSecret?.arn,
    cluster_address: props[cluster].clusterAddress,
  }),
});

const perCluster = <T>(make: (cluster: ClusterName) => T): Record<string, T> =>
  Object.fromEntries(CLUSTER_NAMES.map((cluster) => [cluster, make(cluster)]));
