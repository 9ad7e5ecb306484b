import { IamInstanceProfile } from '@cdktf/provider-aws/lib/iam-instance-profile';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Lazy, type TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { partitionOf } from '../../functions/shared/partition';
import type { IGrantable } from '../private/grantee';
import { policyDocument, trustService, type PolicyStatement } from '../private/iam';
import { nameOf, type DeploymentName, type Tagged } from '../private/names';

/** A secret in AWS Secrets Manager. */
export interface ClusterSecret {
  /** The whole ARN, with the six characters at its end. */
  readonly secretArn: string;
  /** ARN of the KMS key that encrypts it. @default - the key `aws/secretsmanager` */
  readonly kmsKeyArn?: string;
}

/** What the AWS auth method of Vault needs from AWS. */
export interface NodeAwsAuth {
  /** ARNs of the roles in other accounts that Vault assumes to look at who logs in. @default [] */
  readonly roleArns?: readonly string[];
}

/** Props of `NodeRole`. */
export interface NodeRoleProps extends DeploymentName, Tagged {
  /** The AWS provider of the region. */
  readonly provider: TerraformProvider;
  /** AWS region, e.g. `eu-west-1`. */
  readonly region: string;
  /** AWS account of the nodes. */
  readonly accountId: string;
  /** Name of the Auto Scaling group. */
  readonly groupName: string;
  /** ARN of the KMS key of the seal. */
  readonly sealKeyArn: string;
  /** Namespace in CloudWatch that the nodes write their metrics to. */
  readonly metricNamespace: string;
  /** What the nodes read at boot. @default [] */
  readonly secrets?: readonly ClusterSecret[];
  /** ARN of the AWS Private CA that signs the certificates of the nodes. @default - none */
  readonly privateCaArn?: string;
  /** What the AWS auth method needs. @default - nothing */
  readonly awsAuth?: NodeAwsAuth;
  /** Whether Session Manager may open a shell on the nodes. @default false */
  readonly sessionManager?: boolean;
  /** ARN of an IAM policy that limits the role. @default - none */
  readonly permissionsBoundaryArn?: string;
}

/** The IAM role of the nodes, and its instance profile. It names each action, and has what the nodes need and no more. */
export class NodeRole extends Construct implements IGrantable {
  /** ARN of the role. */
  readonly roleArn: string;
  /** Name of the role. */
  readonly roleName: string;
  /** ARN of the instance profile. */
  readonly instanceProfileArn: string;
  private readonly statements: PolicyStatement[];

  constructor(scope: Construct, id: string, props: NodeRoleProps) {
    super(scope, id);
    const { provider, tags } = props;
    this.statements = [...statementsOf(props)];
    const role = new IamRole(this, 'Resource', {
      provider,
      name: nodeRoleName(props),
      description: `Nodes of the Vault cluster ${props.environment} ${props.identifier} (${props.region})`,
      assumeRolePolicy: trustService('ec2.amazonaws.com'),
      permissionsBoundary: props.permissionsBoundaryArn,
      tags,
    });
    const policy = new IamRolePolicy(this, 'policy', {
      provider,
      name: 'node',
      role: role.name,
      policy: Lazy.stringValue({ produce: () => policyDocument(this.statements) }),
    });
    const profile = new IamInstanceProfile(this, 'instance-profile', {
      provider,
      name: nodeRoleName(props),
      role: role.name,
      // A node that boots without its permissions would wait for them, and run out of time.
      dependsOn: [policy],
      tags,
    });
    this.roleArn = role.arn;
    this.roleName = role.name;
    this.instanceProfileArn = profile.arn;
  }

  /** Adds a statement to the policy of the role. */
  allow(statement: PolicyStatement): void {
    this.statements.push(statement);
  }
}

/** Name of the role and of its instance profile. IAM has one namespace for all regions of an account. */
export const nodeRoleName = (deployment: DeploymentName): string => nameOf('vault-node', deployment);

function statementsOf(props: NodeRoleProps): readonly PolicyStatement[] {
  const { region, accountId, groupName, sealKeyArn, metricNamespace, secrets = [], privateCaArn } = props;
  const partition = partitionOf(region);
  const keyArns = secrets.flatMap(({ kmsKeyArn }) => (kmsKeyArn === undefined ? [] : [kmsKeyArn]));
  return [
    { Sid: 'Seal', Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt'], Resource: [sealKeyArn] },
    ...statementWhen(secrets.length > 0, {
      Sid: 'Secrets',
      Action: ['secretsmanager:GetSecretValue'],
      Resource: unique(secrets.map(({ secretArn }) => secretArn)),
    }),
    ...statementWhen(keyArns.length > 0, { Sid: 'SecretKeys', Action: ['kms:Decrypt'], Resource: unique(keyArns) }),
    // A node finds the others by a tag, and its own volumes. AWS knows no resource for this action.
    { Sid: 'Instances', Action: ['ec2:DescribeInstances'], Resource: ['*'] },
    {
      Sid: 'Group',
      Action: [
        'autoscaling:CompleteLifecycleAction',
        'autoscaling:RecordLifecycleActionHeartbeat',
        'autoscaling:SetInstanceHealth',
        'autoscaling:SetInstanceProtection',
      ],
      // The id between the names is given by AWS.
      Resource: [
        `arn:${partition}:autoscaling:${region}:${accountId}:autoScalingGroup:*:autoScalingGroupName/${groupName}`,
      ],
    },
    // A node that may be ended waits until its turn has come. AWS knows no resource for this action.
    { Sid: 'Groups', Action: ['autoscaling:DescribeAutoScalingGroups'], Resource: ['*'] },
    {
      Sid: 'Metrics',
      Action: ['cloudwatch:PutMetricData'],
      // AWS knows no resource for this action.
      Resource: ['*'],
      Condition: { StringEquals: { 'cloudwatch:namespace': metricNamespace } },
    },
    ...(privateCaArn === undefined ? [] : certificateStatements(privateCaArn, partition)),
    ...(props.awsAuth ? awsAuthStatements(props.awsAuth, `arn:${partition}:iam::${accountId}`) : []),
    ...statementWhen(props.sessionManager ?? false, SESSION_STATEMENT),
  ];
}

const statementWhen = (isNeeded: boolean, statement: PolicyStatement): PolicyStatement[] =>
  isNeeded ? [statement] : [];

const unique = (arns: readonly string[]): readonly string[] => [...new Set(arns)];

const certificateStatements = (caArn: string, partition: string): readonly PolicyStatement[] => [
  {
    Sid: 'Ca',
    Action: [
      'acm-pca:DescribeCertificateAuthority',
      'acm-pca:GetCertificate',
      'acm-pca:GetCertificateAuthorityCertificate',
    ],
    Resource: [caArn],
  },
  {
    // The certificate of a server, and never that of another CA.
    Sid: 'Certificate',
    Action: ['acm-pca:IssueCertificate'],
    Resource: [caArn],
    Condition: {
      StringEquals: { 'acm-pca:TemplateArn': `arn:${partition}:acm-pca:::template/EndEntityCertificate/V1` },
    },
  },
];

const awsAuthStatements = ({ roleArns = [] }: NodeAwsAuth, account: string): readonly PolicyStatement[] => [
  {
    Sid: 'AwsAuth',
    Action: ['iam:GetRole', 'iam:GetUser'],
    // Any role of the account may be bound to a role of Vault.
    Resource: [`${account}:role/*`, `${account}:user/*`],
  },
  ...statementWhen(roleArns.length > 0, {
    Sid: 'AwsAuthOtherAccounts',
    Action: ['sts:AssumeRole'],
    Resource: [...roleArns],
  }),
];

/** AWS knows no resource for these actions. */
const SESSION_STATEMENT: PolicyStatement = {
  Sid: 'SessionManager',
  Action: [
    'ssm:UpdateInstanceInformation',
    'ssmmessages:CreateControlChannel',
    'ssmmessages:CreateDataChannel',
    'ssmmessages:OpenControlChannel',
    'ssmmessages:OpenDataChannel',
  ],
  Resource: ['*'],
};
