import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { SfnStateMachine } from '@cdktf/provider-aws/lib/sfn-state-machine';
import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { TABLE_KEYS } from '../../functions/dr-operations/contract';
import { EVACUATION_PARAMETER, OPERATOR_PARAMETERS } from '../../functions/shared/contract';
import { dnsSuffixOf, partitionOf } from '../../functions/shared/partition';
import { EncryptionKey } from '../aws/encryption-key';
import { recordStatements } from '../aws/record-statements';
import { BundledFunction } from '../lambda/bundled-function';
import type { FunctionSettings } from '../lambda/common-function-props';
import { invalidProps } from '../private/errors';
import { policyDocument, trustService, type PolicyStatement } from '../private/iam';
import { nameOf, type DeploymentName } from '../private/names';
import { evacuationDefinition } from './state-machine';
import { validateEvacuationProps } from './validation';

/** Props of `Evacuation`. */
export interface EvacuationProps extends Pick<
  FunctionSettings,
  'environment' | 'tags' | 'architecture' | 'runtime' | 'logRetentionDays' | 'logLevel' | 'permissionsBoundaryArn'
> {
  /** The AWS provider of the region in which the pairs have their other cluster. */
  readonly provider: TerraformProvider;
  /** The region of the provider, e.g. `eu-central-1`. It must not be the one that may be lost. */
  readonly region: string;
  /** Every region in which a pair of the environment has a lease table, this region included. */
  readonly pairRegions: readonly string[];
  /** Ids of the hosted zones with the client names of the pairs. */
  readonly hostedZoneIds: readonly string[];
  /** How many pairs fail over at the same time, 1 to 1000. @default 20 */
  readonly maxConcurrency?: number;
  /**
   * Which part of the failovers may fail before no further one begins, percent. The names of those that were promoted are
   * moved all the same.
   *
   * @default 50
   */
  readonly toleratedFailurePercentage?: number;
}

const DEFAULTS = { maxConcurrency: 20, toleratedFailurePercentage: 50 } as const;
/** `name-batch` waits for leases, for Route 53's limit, and for `INSYNC`. */
const BATCH_SECONDS = 300;

/**
 * Fails over many pairs of one environment at once, if a region is lost: promotions first, then one change batch for each
 * hosted zone, then a look at each pair. `vault-dr evacuate` starts it. It runs in the region that is left, needs nothing of
 * the other one, and may only call the Lambdas and use the lease tables of the pairs of its environment.
 */
export class Evacuation extends Construct {
  /** ARN of the state machine. */
  readonly stateMachineArn: string;
  /** Name of the state machine. */
  readonly stateMachineName: string;
  /** The Lambda that moves the client names. */
  readonly nameBatch: BundledFunction;

  constructor(scope: Construct, id: string, props: EvacuationProps) {
    super(scope, id);
    const problems = validateEvacuationProps(props);
    if (problems.length > 0) throw invalidProps('Evacuation', problems);
    const { provider, region, environment, tags } = props;
    // IAM has one namespace for all regions.
    const deployment: DeploymentName = { environment, identifier: region };
    const name = nameOf('vault-dr-evacuation', deployment);
    const { accountId } = new DataAwsCallerIdentity(this, 'account', { provider });
    const key = new EncryptionKey(this, 'key', {
      provider,
      region,
      accountId,
      aliasName: name,
      description: `Logs of the evacuation of Vault DR pairs, ${environment}`,
      logGroupPattern: `/aws/*-${environment}-${region}`,
      tags,
    });
    this.nameBatch = new BundledFunction(this, 'name-batch', {
      ...props,
      ...deployment,
      accountId,
      kmsKeyArn: key.arn,
      bundle: 'name-batch',
      description: 'Moves the client names of many Vault DR pairs',
      timeoutSeconds: BATCH_SECONDS,
    });
    for (const statement of nameStatements(props, accountId)) this.nameBatch.allow(statement);

    const logs = new CloudwatchLogGroup(this, 'logs', {
      provider,
      name: `/aws/vendedlogs/states/${name}`,
      retentionInDays: props.logRetentionDays ?? 365,
      kmsKeyId: key.arn,
      tags,
    });
    const role = new IamRole(this, 'role', {
      provider,
      name,
      description: `Fails over the Vault DR pairs of ${environment} (${region})`,
      assumeRolePolicy: trustService('states.amazonaws.com'),
      permissionsBoundary: props.permissionsBoundaryArn,
      tags,
    });
    const policy = new IamRolePolicy(this, 'policy', {
      provider,
      name: 'evacuation',
      role: role.name,
      policy: policyDocument(machineStatements(props, { accountId, name, nameBatchArn: this.nameBatch.arn })),
    });
    const machine = new SfnStateMachine(this, 'Resource', {
      provider,
      name,
      roleArn: role.arn,
      type: 'STANDARD',
      definition: JSON.stringify(
        evacuationDefinition({
          nameBatchArn: this.nameBatch.arn,
          maxConcurrency: props.maxConcurrency ?? DEFAULTS.maxConcurrency,
          toleratedFailurePercentage: props.toleratedFailurePercentage ?? DEFAULTS.toleratedFailurePercentage,
        }),
      ),
      // What goes through the machine has no secret. It is left out of the logs all the same.
      loggingConfiguration: { level: 'ALL', includeExecutionData: false, logDestination: `${logs.arn}:*` },
      tracingConfiguration: { enabled: true },
      dependsOn: [policy],
      tags,
    });
    new SsmParameter(this, 'parameter', {
      provider,
      type: 'String',
      name: `${OPERATOR_PARAMETERS}/${environment}/${EVACUATION_PARAMETER}`,
      value: JSON.stringify({ state_machine_arn: machine.arn }),
      tags,
    });
    this.stateMachineArn = machine.arn;
    this.stateMachineName = name;
  }
}

/** What moving the names takes: the lease tables of the pairs, their keys, and the records. */
function nameStatements(props: EvacuationProps, accountId: string): PolicyStatement[] {
  const { environment, pairRegions, hostedZoneIds, region } = props;
  const partition = partitionOf(region);
  const inRegions = (arn: (region: string) => string): string[] => pairRegions.map(arn);
  return [
    {
      Sid: 'Journals',
      Action: ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query'],
      Resource: inRegions(
        (each) =>
          `arn:${partition}:dynamodb:${each}:${accountId}:table/${nameOf('vault-dr-journal', { environment, identifier: '*' })}`,
      ),
      Condition: {
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [TABLE_KEYS.journal, TABLE_KEYS.lease] },
      },
    },
    {
      Sid: 'JournalKeys',
      Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
      Resource: inRegions((each) => `arn:${partition}:kms:${each}:${accountId}:key/*`),
      // The same keys encrypt the operation tokens, which this Lambda does not need.
      Condition: {
        StringEquals: { 'kms:ViaService': inRegions((each) => `dynamodb.${each}.${dnsSuffixOf(each)}`) },
        'ForAnyValue:StringLike': {
          'kms:ResourceAliases': [`alias/${nameOf('vault-dr', { environment, identifier: '*' })}`],
        },
      },
    },
    ...recordStatements({ region, hostedZoneIds, recordTypes: ['A', 'AAAA', 'CNAME'] }),
  ];
}

/** What the state machine calls. A distributed map starts executions of its own machine. */
function machineStatements(
  { region, environment }: EvacuationProps,
  { accountId, name, nameBatchArn }: Readonly<Record<'accountId' | 'name' | 'nameBatchArn', string>>,
): PolicyStatement[] {
  const inAccount = (service: string, resource: string): string =>
    `arn:${partitionOf(region)}:${service}:${region}:${accountId}:${resource}`;
  const operations = nameOf('vault-dr-operations', { environment, identifier: '*' });
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
