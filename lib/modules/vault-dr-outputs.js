"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.operatorOutput = exports.outputsOf = void 0;
const contract_1 = require("../functions/shared/contract");
const dr_operation_token_gen_function_1 = require("./lambda/dr-operation-token-gen-function");
const dr_operations_function_1 = require("./lambda/dr-operations-function");
const units_1 = require("./private/units");
/** The Terraform outputs of a pair, by name. They contain no secret. */
const outputsOf = (pair, props) => ({
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
    operator: (0, exports.operatorOutput)(pair, props),
});
exports.outputsOf = outputsOf;
function regionOutput({ controlPlanes, stores }, cluster) {
    const arns = Object.entries(controlPlanes[cluster].functionArns).map(([name, arn]) => [
        `${name.replaceAll('-', '_')}_function_arn`,
        arn,
    ]);
    return {
        ...Object.fromEntries(arns),
        operation_token_secret_arn: stores[cluster].secret.arn,
        ...withoutUndefined({ break_glass_token_secret_arn: stores[cluster].breakGlassSecret?.arn }),
        journal_table_arn: stores[cluster].journal.arn,
    };
}
/** Everything that the operator's tool needs to know about the pair, so that it works without a configuration file. */
const operatorOutput = (pair, props) => ({
    environment: props.environment,
    identifier: props.identifier,
    client_name: pair.clientName,
    hosted_zone_id: props.hostedZoneId,
    journal_table: pair.stores.home.journal.name,
    operation_timeout_seconds: props.operationTimeoutSeconds ?? dr_operations_function_1.OPERATION_DEFAULTS.operationTimeoutSeconds,
    operation_token_ttl_seconds: props.operationTokenTtlSeconds ?? dr_operation_token_gen_function_1.OPERATION_TOKEN_DEFAULTS.operationTokenTtlSeconds,
    rotation_minutes: props.rotationMinutes ?? dr_operation_token_gen_function_1.OPERATION_TOKEN_DEFAULTS.rotationMinutes,
    ...withoutUndefined({
        max_lag_wals: props.maxLagWals,
        max_failover_lag_seconds: props.maxFailoverLagSeconds,
        heartbeat_grace_ms: (0, units_1.inMilliseconds)(props.heartbeatGraceSeconds),
        probe_timeout_ms: props.probeTimeoutMs,
        other_hosted_zone_ids: props.otherHostedZoneIds,
        dns_role_arn: props.dns?.roleArn,
        witness_region: props.witness?.region,
        traffic: pair.nameHealth?.traffic,
        drill_rto_seconds: props.drill?.rtoSeconds,
        link_ca_file: props.linkCaFile,
        ca_pem: props.caPem,
    }),
    ...perCluster((cluster) => clusterOutput(pair, props, cluster)),
});
exports.operatorOutput = operatorOutput;
const clusterOutput = (pair, props, cluster) => ({
    region: props[cluster].region,
    address: props[cluster].address,
    dns_name: pair.records.targets[cluster].dnsName,
    set_identifier: pair.records.setIdentifiers[cluster],
    operation_token_secret_arn: pair.stores[cluster].secret.arn,
    functions: {
        ...pair.controlPlanes[cluster].functionArns,
        ...(pair.watches && { watch: pair.watches[cluster].watchFunction.lambda.arn }),
    },
    ...withoutUndefined({
        break_glass_token_secret_arn: pair.stores[cluster].breakGlassSecret?.arn,
        cluster_address: props[cluster].clusterAddress,
        load_balancer_zone_id: props[cluster].loadBalancer?.zoneId,
        ipv6: props[cluster].loadBalancer?.ipv6,
    }),
});
const perCluster = (make) => Object.fromEntries(contract_1.CLUSTER_NAMES.map((cluster) => [cluster, make(cluster)]));
/** Terraform would write an output's `undefined` as `null`. */
const withoutUndefined = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
//# sourceMappingURL=vault-dr-outputs.js.map