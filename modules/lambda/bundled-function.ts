import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config';
import { AssetType, Fn, Lazy, TerraformAsset, Token } from 'cdktf';
import { Construct } from 'constructs';
import { partitionOf } from '../../functions/shared/partition';
import { bundleFile, CA_FILE } from '../private/bundles';
import { policyDocument, trustService, type PolicyStatement } from '../private/iam';
import type { FunctionGrantee } from '../private/grantee';
import { functionName, functionRoleName } from '../private/names';
import { commonVariables, type CommonFunctionProps, type Variables } from './common-function-props';

/** Props of a Lambda that calls Vault. A witness does not. */
type Placed = Pick<CommonFunctionProps, 'cluster' | 'addresses' | 'subnetIds' | 'securityGroupIds'>;

/** Props of `BundledFunction`. Without subnets it runs outside of a VPC. */
export interface BundledFunctionProps extends Omit<CommonFunctionProps, keyof Placed>, Partial<Placed> {
  /** Folder of the Lambda under `functions/`. */
  readonly bundle: string;
  /** What the Lambda is called in names. @default - as its folder */
  readonly name?: string;
  /** Contents of further files beside the code, by name. @default - only the CA, if there is one */
  readonly files?: Readonly<Record<string, string>>;
  /** Description of the Lambda and of its role. */
  readonly description: string;
  /** Time limit on one run, seconds. */
  readonly timeoutSeconds: number;
  /** Memory, MiB. @default 512 */
  readonly memoryMb?: number;
  /** Temporary storage, MiB. @default 512 */
  readonly storageMb?: number;
  /** Whether AWS repeats a failed asynchronous invocation. @default false */
  readonly asyncRetries?: boolean;
}

/**
 * One Lambda of this package, with its role and its log group. The grant of another construct adds a permission and the
 * variable that belongs to it in one call.
 */
export class BundledFunction extends Construct implements FunctionGrantee {
  /** ARN of the Lambda. */
  readonly arn: string;
  /** Name of the Lambda. */
  readonly functionName: string;
  /** ARN of its IAM role. */
  readonly roleArn: string;
  private readonly environment: Record<string, string> = {};
  private readonly statements: PolicyStatement[] = [];

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    const { bundle, name: called = bundle } = props;
    const name = functionName(called, props);
    const logs = this.createLogGroup(props, name);
    const { role, policy } = this.createRole(props, name, logs);
    this.addEnvironment('POWERTOOLS_SERVICE_NAME', called);
    this.addVariables(commonVariables(props));
    const asset = new TerraformAsset(this, 'bundle', {
      path: bundleFile(bundle, { ...(props.caPem !== undefined && { [CA_FILE]: props.caPem }), ...props.files }),
      type: AssetType.FILE,
    });
    const lambda = new LambdaFunction(this, 'Resource', {
      provider: props.provider,
      functionName: name,
      description: props.description,
      role: role.arn,
      runtime: props.runtime ?? 'nodejs22.x',
      architectures: [props.architecture ?? 'arm64'],
      handler: 'index.handler',
      filename: asset.path,
      sourceCodeHash: Fn.filebase64sha256(asset.path),
      timeout: props.timeoutSeconds,
      memorySize: props.memoryMb ?? 512,
      ...(props.storageMb !== undefined && { ephemeralStorage: { size: props.storageMb } }),
      reservedConcurrentExecutions: props.reservedConcurrency,
      kmsKeyArn: props.kmsKeyArn,
      environment: { variables: Token.asStringMap(Lazy.anyValue({ produce: () => this.environment })) },
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
      new LambdaFunctionEventInvokeConfig(this, 'async', {
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
  addEnvironment(name: string, value: string): void {
    this.environment[name] = value;
  }

  /** Sets environment variables. Those that are `undefined` are left out, so that the Lambda applies its defaults. */
  addVariables(variables: Variables): void {
    for (const [name, value] of Object.entries(variables)) {
      if (value !== undefined) this.addEnvironment(name, String(value));
    }
  }

  /** Adds a statement to the policy of the Lambda's role. */
  allow(statement: PolicyStatement): void {
    this.statements.push(statement);
  }

  private createLogGroup(props: BundledFunctionProps, name: string): CloudwatchLogGroup {
    return new CloudwatchLogGroup(this, 'logs', {
      provider: props.provider,
      name: `/aws/lambda/${name}`,
      retentionInDays: props.logRetentionDays ?? 365,
      kmsKeyId: props.kmsKeyArn,
      tags: props.tags,
    });
  }

  private createRole(
    props: BundledFunctionProps,
    name: string,
    logs: CloudwatchLogGroup,
  ): { role: IamRole; policy: IamRolePolicy } {
    const role = new IamRole(this, 'role', {
      provider: props.provider,
      name: functionRoleName(props.name ?? props.bundle, props, props.cluster),
      description: `${props.description} (${props.region})`,
      assumeRolePolicy: trustService('lambda.amazonaws.com'),
      permissionsBoundary: props.permissionsBoundaryArn,
      tags: props.tags,
    });
    this.statements.push(...baseStatements(props, `${logs.arn}:*`, name));
    const policy = new IamRolePolicy(this, 'policy', {
      provider: props.provider,
      name: 'lambda',
      role: role.name,
      policy: Lazy.stringValue({ produce: () => policyDocument(this.statements) }),
    });
    return { role, policy };
  }
}

/** Permissions of every Lambda. X-Ray and the network interfaces have no resource that a policy could name. */
function baseStatements(props: BundledFunctionProps, logStreams: string, name: string): PolicyStatement[] {
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
function networkStatements({ region, accountId }: BundledFunctionProps, name: string): PolicyStatement[] {
  const functionArn = `arn:${partitionOf(region)}:lambda:${region}:${accountId}:function:${name}`;
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
function certificateStatements({ clientCertificate }: BundledFunctionProps): PolicyStatement[] {
  if (clientCertificate === undefined) return [];
  const { secretArn, kmsKeyArn } = clientCertificate;
  return [
    { Sid: 'ClientCertificate', Action: ['secretsmanager:GetSecretValue'], Resource: [secretArn] },
    ...(kmsKeyArn === undefined
      ? []
      : [{ Sid: 'ClientCertificateKey', Action: ['kms:Decrypt'], Resource: [kmsKeyArn] }]),
  ];
}
