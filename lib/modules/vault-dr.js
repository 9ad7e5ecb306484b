"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.VaultDr = void 0;
const cdktf_1 = require("cdktf");
const constructs_1 = require("constructs");
const control_plane_1 = require("./aws/control-plane");
const regional_store_1 = require("./aws/regional-store");
const weighted_records_1 = require("./aws/weighted-records");
const errors_1 = require("./private/errors");
const names_1 = require("./private/names");
const validate_1 = require("./private/validate");
const vault_dr_props_1 = require("./vault-dr-props");
const aws_auth_1 = require("./vault/aws-auth");
const operation_token_role_1 = require("./vault/operation-token-role");
/**
 * The DR control plane of one Vault Enterprise pair: the policies and roles in Vault, the client name's weighted
 * records, and in each region the secret, the lease, and the four Lambdas.
 *
 * @throws Error listing every problem of the props
 */
class VaultDr extends constructs_1.Construct {
    /** The name that clients use. */
    clientName;
    operationTokenRole;
    awsAuth;
    records;
    /** What each region keeps. */
    stores;
    /** The Lambdas of each region. */
    controlPlanes;
    constructor(scope, id, props) {
        super(scope, id);
        const problems = (0, validate_1.validateVaultDrProps)(props);
        if (problems.length > 0)
            throw (0, errors_1.invalidProps)('VaultDr', problems);
        this.clientName = props.clientName;
        this.operationTokenRole = this.createOperationTokenRole(props);
        this.records = this.createRecords(props);
        this.stores = { home: this.createStore('home', props), away: this.createStore('away', props) };
        this.controlPlanes = { home: this.createControlPlane('home', props), away: this.createControlPlane('away', props) };
        this.awsAuth = this.createAwsAuth(props);
        if (props.outputs ?? true)
            this.createOutputs(props);
    }
    createOperationTokenRole(props) {
        const { environment, identifier, vaultProvider, extraOperationTokenRules } = props;
        return new operation_token_role_1.OperationTokenRole(this, 'operation-token-role', {
            environment,
            identifier,
            ...(vaultProvider && { vaultProvider }),
            ...(extraOperationTokenRules && { extraRules: extraOperationTokenRules }),
        });
    }
    createRecords(props) {
        const { environment, identifier, hostedZoneId, clientName, recordTtlSeconds, home, away } = props;
        return new weighted_records_1.WeightedRecords(this, 'records', {
            environment,
            identifier,
            hostedZoneId,
            clientName,
            provider: home.provider,
            region: home.region,
            targets: { home: recordTarget(home), away: recordTarget(away) },
            ...(recordTtlSeconds !== undefined && { ttlSeconds: recordTtlSeconds }),
        });
    }
    createStore(cluster, props) {
        const { environment, identifier, deletionProtection, tags } = props;
        const { provider, region } = props[cluster];
        return new regional_store_1.RegionalStore(this, `${cluster}-store`, {
            environment,
            identifier,
            provider,
            region,
            ...(deletionProtection !== undefined && { deletionProtection }),
            ...(tags && { tags }),
        });
    }
    createControlPlane(cluster, props) {
        const { home, away, awsAuth } = props;
        const { provider, region, subnetIds, securityGroupIds } = props[cluster];
        return new control_plane_1.ControlPlane(this, `${cluster}-control-plane`, {
            ...pickFunctionSettings(props),
            cluster,
            provider,
            region,
            subnetIds,
            securityGroupIds,
            addresses: { home: home.address, away: away.address },
            stores: this.stores,
            records: this.records,
            awsAuth: {
                mountPath: awsAuth?.path ?? 'aws',
                serverId: awsAuth?.serverId ?? props.clientName,
                ...(awsAuth?.stsRegion !== undefined && { stsRegion: awsAuth.stsRegion }),
            },
            // By name, because the role in Vault is bound to the Lambdas and so comes after them.
            authRole: (0, names_1.nameOf)('dr-operation-token-gen', props),
            tokenRole: this.operationTokenRole.roleName,
            operationTokenTtlSeconds: props.operationTokenTtlSeconds ?? vault_dr_props_1.DEFAULTS.operationTokenTtlSeconds,
            rotationMinutes: props.rotationMinutes ?? vault_dr_props_1.DEFAULTS.rotationMinutes,
            operationTimeoutSeconds: props.operationTimeoutSeconds ?? vault_dr_props_1.DEFAULTS.operationTimeoutSeconds,
            clusterAddresses: { home: home.clusterAddress, away: away.clusterAddress },
            ...(props.linkCaFile !== undefined && { linkCaFile: props.linkCaFile }),
            ...(props.maxLagWals !== undefined && { maxLagWals: props.maxLagWals }),
        });
    }
    createAwsAuth(props) {
        const { environment, identifier, vaultProvider, clientName } = props;
        return new aws_auth_1.AwsAuth(this, 'aws-auth', {
            serverId: clientName,
            ...props.awsAuth,
            environment,
            identifier,
            ...(vaultProvider && { vaultProvider }),
            principalArns: [this.controlPlanes.home.auth.lambda.roleArn, this.controlPlanes.away.auth.lambda.roleArn],
            tokenRole: this.operationTokenRole.roleName,
        });
    }
    createOutputs(props) {
        const perRegion = (cluster) => {
            const { auth, tokenGen, dnsSwitch, drOperations } = this.controlPlanes[cluster];
            return {
                auth_function_arn: auth.lambda.arn,
                dr_operation_token_gen_function_arn: tokenGen.lambda.arn,
                dns_switch_function_arn: dnsSwitch.lambda.arn,
                dr_operations_function_arn: drOperations.lambda.arn,
                operation_token_secret_arn: this.stores[cluster].secret.arn,
                journal_table_arn: this.stores[cluster].journal.arn,
            };
        };
        const outputs = {
            client_name: this.clientName,
            home: perRegion('home'),
            away: perRegion('away'),
            vault: {
                operation_token_policy: this.operationTokenRole.policyName,
                operation_token_role: this.operationTokenRole.roleName,
                token_creation_policy: this.awsAuth.policyName,
                aws_auth_path: this.awsAuth.path,
                aws_auth_role: this.awsAuth.roleName,
            },
            operator: this.operatorOutput(props),
        };
        for (const [name, value] of Object.entries(outputs)) {
            // After the construct's id, so that two pairs in one stack do not clash.
            new cdktf_1.TerraformOutput(this, name, { value }).overrideLogicalId(`${this.node.id}_${name}`);
        }
    }
    /** Everything that the operator's tool needs to work without a configuration of its own; nothing of it is secret. */
    operatorOutput(props) {
        const { environment, identifier, hostedZoneId, caPem, linkCaFile, maxLagWals, operationTimeoutSeconds } = props;
        const cluster = (name) => {
            const { auth, tokenGen, dnsSwitch, drOperations } = this.controlPlanes[name];
            const { address, region, clusterAddress } = props[name];
            return {
                region,
                address,
                dns_name: recordTarget(props[name]).dnsName,
                set_identifier: this.records.setIdentifiers[name],
                operation_token_secret_arn: this.stores[name].secret.arn,
                functions: {
                    auth: auth.lambda.arn,
                    'dr-operation-token-gen': tokenGen.lambda.arn,
                    'dns-switch': dnsSwitch.lambda.arn,
                    'dr-operations': drOperations.lambda.arn,
                },
                ...(clusterAddress !== undefined && { cluster_address: clusterAddress }),
            };
        };
        return {
            environment,
            identifier,
            client_name: this.clientName,
            hosted_zone_id: hostedZoneId,
            journal_table: this.stores.home.journal.name,
            operation_timeout_seconds: operationTimeoutSeconds ?? vault_dr_props_1.DEFAULTS.operationTimeoutSeconds,
            ...(maxLagWals !== undefined && { max_lag_wals: maxLagWals }),
            ...(linkCaFile !== undefined && { link_ca_file: linkCaFile }),
            ...(caPem !== undefined && { ca_pem: caPem }),
            home: cluster('home'),
            away: cluster('away'),
        };
    }
}
exports.VaultDr = VaultDr;
const recordTarget = ({ address, dnsName, loadBalancer }) => loadBalancer
    ? { dnsName: loadBalancer.dnsName, loadBalancerZoneId: loadBalancer.zoneId }
    : { dnsName: dnsName ?? new URL(address).hostname };
/** The props that every Lambda gets as they are. */
function pickFunctionSettings(props) {
    const { environment, identifier, caPem, architecture, runtime, logRetentionDays, logLevel, tags } = props;
    const { permissionsBoundaryArn } = props;
    return {
        environment,
        identifier,
        ...(caPem !== undefined && { caPem }),
        ...(architecture && { architecture }),
        ...(runtime !== undefined && { runtime }),
        ...(logRetentionDays !== undefined && { logRetentionDays }),
        ...(logLevel && { logLevel }),
        ...(permissionsBoundaryArn !== undefined && { permissionsBoundaryArn }),
        ...(tags && { tags }),
    };
}
//# sourceMappingURL=vault-dr.js.map