"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Evacuation = void 0;
const cloudwatch_log_group_1 = require("@cdktf/provider-aws/lib/cloudwatch-log-group");
const data_aws_caller_identity_1 = require("@cdktf/provider-aws/lib/data-aws-caller-identity");
const iam_role_1 = require("@cdktf/provider-aws/lib/iam-role");
const iam_role_policy_1 = require("@cdktf/provider-aws/lib/iam-role-policy");
const sfn_state_machine_1 = require("@cdktf/provider-aws/lib/sfn-state-machine");
const ssm_parameter_1 = require("@cdktf/provider-aws/lib/ssm-parameter");
const constructs_1 = require("constructs");
const contract_1 = require("../../functions/dr-operations/contract");
const contract_2 = require("../../functions/shared/contract");
const partition_1 = require("../../functions/shared/partition");
const encryption_key_1 = require("../aws/encryption-key");
const bundled_function_1 = require("../lambda/bundled-function");
const errors_1 = require("../private/errors");
const iam_1 = require("../private/iam");
const names_1 = require("../private/names");
const state_machine_1 = require("./state-machine");
const validation_1 = require("./validation");
const DEFAULTS = { maxConcurrency: 20, toleratedFailurePercentage: 50 };
/** `name-batch` waits for leases, for Route 53's limit, and for `INSYNC`. */
const BATCH_SECONDS = 300;
/**
 * Fails over many pairs of one environment at once, if a region is lost: promotions first, then one change batch for each
 * hosted zone, then a look at each pair. `vault-dr evacuate` starts it. It runs in the region that is left, needs nothing of
 * the other one, and may only call the Lambdas and use the lease tables of the pairs of its environment.
 */
class Evacuation extends constructs_1.Construct {
    /** ARN of the state machine. */
    stateMachineArn;
    /** Name of the state machine. */
    stateMachineName;
    /** The Lambda that moves the client names. */
    nameBatch;
    constructor(scope, id, props) {
        super(scope, id);
        const problems = (0, validation_1.validateEvacuationProps)(props);
        if (problems.length > 0)
            throw (0, errors_1.invalidProps)('Evacuation', problems);
        const { provider, region, environment, tags } = props;
        // IAM has one namespace for all regions.
        const deployment = { environment, identifier: region };
        const name = (0, names_1.nameOf)('vault-dr-evacuation', deployment);
        const { accountId } = new data_aws_caller_identity_1.DataAwsCallerIdentity(this, 'account', { provider });
        const key = new encryption_key_1.EncryptionKey(this, 'key', {
            provider,
            region,
            accountId,
            aliasName: name,
            description: `Logs of the evacuation of Vault DR pairs, ${environment}`,
            logGroupPattern: `/aws/*-${environment}-${region}`,
            tags,
        });
        this.nameBatch = new bundled_function_1.BundledFunction(this, 'name-batch', {
            ...props,
            ...deployment,
            accountId,
            kmsKeyArn: key.arn,
            bundle: 'name-batch',
            description: 'Moves the client names of many Vault DR pairs',
            timeoutSeconds: BATCH_SECONDS,
        });
        for (const statement of nameStatements(props, accountId))
            this.nameBatch.allow(statement);
        const logs = new cloudwatch_log_group_1.CloudwatchLogGroup(this, 'logs', {
            provider,
            name: `/aws/vendedlogs/states/${name}`,
            retentionInDays: props.logRetentionDays ?? 365,
            kmsKeyId: key.arn,
            tags,
        });
        const role = new iam_role_1.IamRole(this, 'role', {
            provider,
            name,
            description: `Fails over the Vault DR pairs of ${environment} (${region})`,
            assumeRolePolicy: (0, iam_1.trustService)('states.amazonaws.com'),
            permissionsBoundary: props.permissionsBoundaryArn,
            tags,
        });
        const policy = new iam_role_policy_1.IamRolePolicy(this, 'policy', {
            provider,
            name: 'evacuation',
            role: role.name,
            policy: (0, iam_1.policyDocument)(machineStatements(props, { accountId, name, nameBatchArn: this.nameBatch.arn })),
        });
        const machine = new sfn_state_machine_1.SfnStateMachine(this, 'Resource', {
            provider,
            name,
            roleArn: role.arn,
            type: 'STANDARD',
            definition: JSON.stringify((0, state_machine_1.evacuationDefinition)({
                nameBatchArn: this.nameBatch.arn,
                maxConcurrency: props.maxConcurrency ?? DEFAULTS.maxConcurrency,
                toleratedFailurePercentage: props.toleratedFailurePercentage ?? DEFAULTS.toleratedFailurePercentage,
            })),
            // What goes through the machine has no secret. It is left out of the logs all the same.
            loggingConfiguration: { level: 'ALL', includeExecutionData: false, logDestination: `${logs.arn}:*` },
            tracingConfiguration: { enabled: true },
            dependsOn: [policy],
            tags,
        });
        new ssm_parameter_1.SsmParameter(this, 'parameter', {
            provider,
            type: 'String',
            name: `${contract_2.OPERATOR_PARAMETERS}/${environment}/${contract_2.EVACUATION_PARAMETER}`,
            value: JSON.stringify({ state_machine_arn: machine.arn }),
            tags,
        });
        this.stateMachineArn = machine.arn;
        this.stateMachineName = name;
    }
}
exports.Evacuation = Evacuation;
/** What moving the names takes: the lease tables of the pairs, their keys, and the records. */
function nameStatements(props, accountId) {
    const { environment, pairRegions, hostedZoneIds, region } = props;
    const partition = (0, partition_1.partitionOf)(region);
    const zoneArns = hostedZoneIds.map((id) => `arn:${partition}:route53:::hostedzone/${id}`);
    const inRegions = (arn) => pairRegions.map(arn);
    return [
        {
            Sid: 'Journals',
            Action: ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query'],
            Resource: inRegions((each) => `arn:${partition}:dynamodb:${each}:${accountId}:table/${(0, names_1.nameOf)('vault-dr-journal', { environment, identifier: '*' })}`),
            Condition: {
                'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [contract_1.TABLE_KEYS.journal, contract_1.TABLE_KEYS.lease] },
            },
        },
        {
            Sid: 'JournalKeys',
            Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
            Resource: inRegions((each) => `arn:${partition}:kms:${each}:${accountId}:key/*`),
            // The same keys encrypt the operation tokens, which this Lambda does not need.
            Condition: {
                StringEquals: { 'kms:ViaService': inRegions((each) => `dynamodb.${each}.${(0, partition_1.dnsSuffixOf)(each)}`) },
                'ForAnyValue:StringLike': {
                    'kms:ResourceAliases': [`alias/${(0, names_1.nameOf)('vault-dr', { environment, identifier: '*' })}`],
                },
            },
        },
        { Sid: 'ReadRecords', Action: ['route53:ListResourceRecordSets'], Resource: zoneArns },
        {
            Sid: 'ChangeWeights',
            Action: ['route53:ChangeResourceRecordSets'],
            Resource: zoneArns,
            Condition: {
                'ForAllValues:StringEquals': {
                    'route53:ChangeResourceRecordSetsActions': ['UPSERT'],
                    'route53:ChangeResourceRecordSetsRecordTypes': ['A', 'AAAA', 'CNAME'],
                },
            },
        },
        // Route 53 makes up the id of a change when the change is sent, so a policy cannot name it.
        { Sid: 'ReadChange', Action: ['route53:GetChange'], Resource: [`arn:${partition}:route53:::change/*`] },
    ];
}
/** What the state machine calls. A distributed map starts executions of its own machine. */
function machineStatements({ region, environment }, { accountId, name, nameBatchArn }) {
    const inAccount = (service, resource) => `arn:${(0, partition_1.partitionOf)(region)}:${service}:${region}:${accountId}:${resource}`;
    const operations = (0, names_1.nameOf)('vault-dr-operations', { environment, identifier: '*' });
    return [
        {
            Sid: 'Pairs',
            Action: ['lambda:InvokeFunction'],
            Resource: [inAccount('lambda', `function:${operations}`), nameBatchArn],
        },
        { Sid: 'Map', Action: ['states:StartExecution'], Resource: [inAccount('states', `stateMachine:${name}`)] },
        {
            Sid: 'MapRuns',
            Action: ['states:DescribeExecution', 'states:StopExecution'],
            Resource: [inAccount('states', `execution:${name}/*`)],
        },
        {
            // CloudWatch Logs and X-Ray have no resource that a policy could name for these.
            Sid: 'Logs',
            Action: [
                'logs:CreateLogDelivery',
                'logs:DeleteLogDelivery',
                'logs:DescribeLogGroups',
                'logs:DescribeResourcePolicies',
                'logs:GetLogDelivery',
                'logs:ListLogDeliveries',
                'logs:PutResourcePolicy',
                'logs:UpdateLogDelivery',
                'xray:GetSamplingRules',
                'xray:GetSamplingTargets',
                'xray:PutTelemetryRecords',
                'xray:PutTraceSegments',
            ],
            Resource: ['*'],
        },
    ];
}
//# sourceMappingURL=evacuation.js.map