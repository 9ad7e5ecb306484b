"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.BundledFunction = exports.functionRoleName = exports.functionName = void 0;
const cloudwatch_log_group_1 = require("@cdktf/provider-aws/lib/cloudwatch-log-group");
const iam_role_1 = require("@cdktf/provider-aws/lib/iam-role");
const iam_role_policy_1 = require("@cdktf/provider-aws/lib/iam-role-policy");
const lambda_function_1 = require("@cdktf/provider-aws/lib/lambda-function");
const lambda_function_event_invoke_config_1 = require("@cdktf/provider-aws/lib/lambda-function-event-invoke-config");
const cdktf_1 = require("cdktf");
const constructs_1 = require("constructs");
const contract_1 = require("../../functions/shared/contract");
const bundles_1 = require("../private/bundles");
const iam_1 = require("../private/iam");
const names_1 = require("../private/names");
/** Names of a Lambda and its role, known before either exists. */
const functionName = (bundle, deployment) => (0, names_1.nameOf)(`vault-${bundle}`, deployment);
exports.functionName = functionName;
const functionRoleName = (bundle, deployment, cluster) => (0, names_1.nameOf)(`vault-${bundle}`, deployment, cluster);
exports.functionRoleName = functionRoleName;
/**
 * One bundled Lambda with its role, its log group and its network. Grants of other constructs add a permission and the
 * variable that goes with it in one call.
 */
class BundledFunction extends constructs_1.Construct {
    arn;
    functionName;
    roleArn;
    environment = {};
    statements = [];
    constructor(scope, id, props) {
        super(scope, id);
        const name = (0, exports.functionName)(props.bundle, props);
        const tags = props.tags && { tags: { ...props.tags } };
        const logs = this.createLogGroup(props, name);
        const { role, policy } = this.createRole(props, name, logs);
        this.addCommonEnvironment(props);
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
            ...(props.reservedConcurrency !== undefined && { reservedConcurrentExecutions: props.reservedConcurrency }),
            kmsKeyArn: props.kmsKeyArn,
            environment: { variables: cdktf_1.Token.asStringMap(cdktf_1.Lazy.anyValue({ produce: () => this.environment })) },
            vpcConfig: { subnetIds: [...props.subnetIds], securityGroupIds: [...props.securityGroupIds] },
            tracingConfig: { mode: 'Active' },
            // Lambda checks the network permissions when it makes the function, and would make a log group without a key.
            dependsOn: [policy, logs],
            ...tags,
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
    /** Sets a variable; names come from the Lambda's contract. */
    addEnvironment(name, value) {
        this.environment[name] = value;
    }
    /** Adds a statement to the Lambda's own role. */
    allow(statement) {
        this.statements.push(statement);
    }
    createLogGroup(props, name) {
        return new cloudwatch_log_group_1.CloudwatchLogGroup(this, 'logs', {
            provider: props.provider,
            name: `/aws/lambda/${name}`,
            retentionInDays: props.logRetentionDays ?? 365,
            kmsKeyId: props.kmsKeyArn,
            ...(props.tags && { tags: { ...props.tags } }),
        });
    }
    createRole(props, name, logs) {
        const role = new iam_role_1.IamRole(this, 'role', {
            provider: props.provider,
            name: (0, exports.functionRoleName)(props.bundle, props, props.cluster),
            description: `${props.description} (${props.region})`,
            assumeRolePolicy: (0, iam_1.trustService)('lambda.amazonaws.com'),
            ...(props.permissionsBoundaryArn !== undefined && { permissionsBoundary: props.permissionsBoundaryArn }),
            ...(props.tags && { tags: { ...props.tags } }),
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
    addCommonEnvironment({ addresses, caPem, bundle, logLevel }) {
        this.addEnvironment(contract_1.VAULT_ENV.homeAddress, addresses.home);
        this.addEnvironment(contract_1.VAULT_ENV.awayAddress, addresses.away);
        if (caPem !== undefined)
            this.addEnvironment(contract_1.VAULT_ENV.caCert, bundles_1.CA_FILE);
        this.addEnvironment('POWERTOOLS_SERVICE_NAME', bundle);
        this.addEnvironment('POWERTOOLS_LOG_LEVEL', logLevel ?? 'INFO');
    }
}
exports.BundledFunction = BundledFunction;
/** What every Lambda here needs. The two wildcards are AWS's: these actions know no resource. */
function baseStatements(props, logStreams, name) {
    const { region, accountId, kmsKeyArn } = props;
    const functionArn = `arn:${(0, names_1.partitionOf)(region)}:lambda:${region}:${accountId}:function:${name}`;
    const networkActions = [
        'ec2:AssignPrivateIpAddresses',
        'ec2:CreateNetworkInterface',
        'ec2:DeleteNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSubnets',
        'ec2:UnassignPrivateIpAddresses',
    ];
    return [
        { Sid: 'Logs', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: [logStreams] },
        { Sid: 'Variables', Action: ['kms:Decrypt'], Resource: [kmsKeyArn] },
        { Sid: 'Tracing', Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Resource: ['*'] },
        { Sid: 'Network', Action: networkActions, Resource: ['*'] },
        {
            // The Lambda service makes the interfaces; the code in the function never may.
            Sid: 'NetworkNotByCode',
            Effect: 'Deny',
            Action: networkActions,
            Resource: ['*'],
            Condition: { ArnEquals: { 'lambda:SourceFunctionArn': functionArn } },
        },
    ];
}
//# sourceMappingURL=bundled-function.js.map