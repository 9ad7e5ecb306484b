"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.BundledFunction = void 0;
const cloudwatch_log_group_1 = require("@cdktf/provider-aws/lib/cloudwatch-log-group");
const iam_role_1 = require("@cdktf/provider-aws/lib/iam-role");
const iam_role_policy_1 = require("@cdktf/provider-aws/lib/iam-role-policy");
const lambda_function_1 = require("@cdktf/provider-aws/lib/lambda-function");
const lambda_function_event_invoke_config_1 = require("@cdktf/provider-aws/lib/lambda-function-event-invoke-config");
const cdktf_1 = require("cdktf");
const constructs_1 = require("constructs");
const partition_1 = require("../../functions/shared/partition");
const bundles_1 = require("../private/bundles");
const iam_1 = require("../private/iam");
const names_1 = require("../private/names");
const common_function_props_1 = require("./common-function-props");
/**
 * One Lambda of this package, with its role and its log group. The grant of another construct adds a permission and the
 * variable that belongs to it in one call.
 */
class BundledFunction extends constructs_1.Construct {
    /** ARN of the Lambda. */
    arn;
    /** Name of the Lambda. */
    functionName;
    /** ARN of its IAM role. */
    roleArn;
    environment = {};
    statements = [];
    constructor(scope, id, props) {
        super(scope, id);
        const name = (0, names_1.functionName)(props.bundle, props);
        const logs = this.createLogGroup(props, name);
        const { role, policy } = this.createRole(props, name, logs);
        this.addEnvironment('POWERTOOLS_SERVICE_NAME', props.bundle);
        this.addVariables((0, common_function_props_1.commonVariables)(props));
        const asset = new cdktf_1.TerraformAsset(this, 'bundle', {
            path: (0, bundles_1.bundleFile)(props.bundle, props.caPem),
            type: cdktf_1.AssetType.FILE,
        });
        const lambda = new lambda_function_1.LambdaFunction(this, 'Resource', {
            provider: props.provider,
            functionName: name,
            description: props.description,
            role: role.arn,
            runtime: props.runtime ?? 'nodejs22.x',
            architectures: [props.architecture ?? 'arm64'],
            handler: 'index.handler',
            filename: asset.path,
            sourceCodeHash: cdktf_1.Fn.filebase64sha256(asset.path),
            timeout: props.timeoutSeconds,
            memorySize: props.memoryMb ?? 512,
            reservedConcurrentExecutions: props.reservedConcurrency,
            kmsKeyArn: props.kmsKeyArn,
            environment: { variables: cdktf_1.Token.asStringMap(cdktf_1.Lazy.anyValue({ produce: () => this.environment })) },
            ...(props.subnetIds && {
                vpcConfig: { subnetIds: [...props.subnetIds], securityGroupIds: [...(props.securityGroupIds ?? [])] },
            }),
            tracingConfig: { mode: 'Active' },
            // AWS checks the network permissions when it creates a Lambda. A first run without the log group would create one
            // that is not encrypted with the key.
            dependsOn: [policy, logs],
            tags: props.tags,
        });
        if (!props.asyncRetries) {
            new lambda_function_event_invoke_config_1.LambdaFunctionEventInvokeConfig(this, 'async', {
                provider: props.provider,
                functionName: lambda.functionName,
                maximumRetryAttempts: 0,
                maximumEventAgeInSeconds: 60,
            });
        }
        this.arn = lambda.arn;
        this.functionName = lambda.functionName;
        this.roleArn = role.arn;
    }
    /** Sets an environment variable. The names are in the `contract.ts` of the Lambda. */
    addEnvironment(name, value) {
        this.environment[name] = value;
    }
    /** Sets environment variables. Those that are `undefined` are left out, so that the Lambda applies its defaults. */
    addVariables(variables) {
        for (const [name, value] of Object.entries(variables)) {
            if (value !== undefined)
                this.addEnvironment(name, String(value));
        }
    }
    /** Adds a statement to the policy of the Lambda's role. */
    allow(statement) {
        this.statements.push(statement);
    }
    createLogGroup(props, name) {
        return new cloudwatch_log_group_1.CloudwatchLogGroup(this, 'logs', {
            provider: props.provider,
            name: `/aws/lambda/${name}`,
            retentionInDays: props.logRetentionDays ?? 365,
            kmsKeyId: props.kmsKeyArn,
            tags: props.tags,
        });
    }
    createRole(props, name, logs) {
        const role = new iam_role_1.IamRole(this, 'role', {
            provider: props.provider,
            name: (0, names_1.functionRoleName)(props.bundle, props, props.cluster),
            description: `${props.description} (${props.region})`,
            assumeRolePolicy: (0, iam_1.trustService)('lambda.amazonaws.com'),
            permissionsBoundary: props.permissionsBoundaryArn,
            tags: props.tags,
        });
        this.statements.push(...baseStatements(props, `${logs.arn}:*`, name));
        const policy = new iam_role_policy_1.IamRolePolicy(this, 'policy', {
            provider: props.provider,
            name: 'lambda',
            role: role.name,
            policy: cdktf_1.Lazy.stringValue({ produce: () => (0, iam_1.policyDocument)(this.statements) }),
        });
        return { role, policy };
    }
}
exports.BundledFunction = BundledFunction;
/** Permissions of every Lambda. X-Ray and the network interfaces have no resource that a policy could name. */
function baseStatements(props, logStreams, name) {
    const { kmsKeyArn } = props;
    return [
        { Sid: 'Logs', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: [logStreams] },
        { Sid: 'Variables', Action: ['kms:Decrypt'], Resource: [kmsKeyArn] },
        ...certificateStatements(props),
        { Sid: 'Tracing', Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Resource: ['*'] },
        ...(props.subnetIds ? networkStatements(props, name) : []),
    ];
}
/** Permissions of a Lambda in a VPC. */
function networkStatements({ region, accountId }, name) {
    const functionArn = `arn:${(0, partition_1.partitionOf)(region)}:lambda:${region}:${accountId}:function:${name}`;
    const networkActions = [
        'ec2:AssignPrivateIpAddresses',
        'ec2:CreateNetworkInterface',
        'ec2:DeleteNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSubnets',
        'ec2:UnassignPrivateIpAddresses',
    ];
    return [
        { Sid: 'Network', Action: networkActions, Resource: ['*'] },
        {
            // The Lambda service creates the network interfaces. The code of the Lambda must not.
            Sid: 'NetworkNotByCode',
            Effect: 'Deny',
            Action: networkActions,
            Resource: ['*'],
            Condition: { ArnEquals: { 'lambda:SourceFunctionArn': functionArn } },
        },
    ];
}
/** Permissions to read the client certificate, if there is one. */
function certificateStatements({ clientCertificate }) {
    if (clientCertificate === undefined)
        return [];
    const { secretArn, kmsKeyArn } = clientCertificate;
    return [
        { Sid: 'ClientCertificate', Action: ['secretsmanager:GetSecretValue'], Resource: [secretArn] },
        ...(kmsKeyArn === undefined
            ? []
            : [{ Sid: 'ClientCertificateKey', Action: ['kms:Decrypt'], Resource: [kmsKeyArn] }]),
    ];
}
//# sourceMappingURL=bundled-function.js.map