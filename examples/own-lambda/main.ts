import { join } from 'node:path';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { AwsAuthBackendRole } from '@cdktf/provider-vault/lib/aws-auth-backend-role';
import { Policy } from '@cdktf/provider-vault/lib/policy';
import { VaultProvider } from '@cdktf/provider-vault/lib/provider';
import { App, AssetType, TerraformAsset, TerraformStack } from 'cdktf';
import { renderVaultPolicy, VaultDr, type PolicyStatement } from 'cdktf-vault-dr';

const app = new App();
const stack = new TerraformStack(app, 'own-lambda');
const ireland = new AwsProvider(stack, 'ireland', { alias: 'ireland', region: 'eu-west-1' });
const frankfurt = new AwsProvider(stack, 'frankfurt', { alias: 'frankfurt', region: 'eu-central-1' });
new VaultProvider(stack, 'vault', { address: 'https://vault.example.com:8200' });

const network = { subnetIds: ['subnet-0aaaaaaaaaaaaaaa1'], securityGroupIds: ['sg-0aaaaaaaaaaaaaaa1'] };
const pair = new VaultDr(stack, 'vault-dr', {
  environment: 'prod',
  identifier: 'eu1',
  clientName: 'vault.example.com',
  hostedZoneId: 'Z0123456789ABCDEFGHIJ',
  home: { ...network, address: 'https://vault-primary.example.com:8200', region: 'eu-west-1', provider: ireland },
  away: {
    address: 'https://vault-dr.example.com:8200',
    region: 'eu-central-1',
    provider: frankfurt,
    subnetIds: ['subnet-0bbbbbbbbbbbbbbb1'],
    securityGroupIds: ['sg-0bbbbbbbbbbbbbbb1'],
  },
});
const auths = [pair.controlPlanes.home.auth, pair.controlPlanes.away.auth];

// In Vault: what the Lambda may read, and a role that both `auth` Lambdas can log in with.
const policy = new Policy(stack, 'reports-policy', {
  name: 'reports',
  policy: renderVaultPolicy([{ path: 'secret/data/reports', capabilities: ['read'] }]),
});
const vaultRole = new AwsAuthBackendRole(stack, 'reports-vault-role', {
  backend: pair.awsAuth.path,
  role: 'reports',
  authType: 'iam',
  boundIamPrincipalArns: auths.map(({ lambda }) => lambda.roleArn),
  resolveAwsUniqueIds: false,
  tokenPolicies: [policy.name],
  tokenTtl: 300,
});
for (const auth of auths) auth.allowRole('reports');

// In AWS: the Lambda, in the region of `home`. One in the region of `away` would use that region's `auth`.
const role = new IamRole(stack, 'reports-role', {
  provider: ireland,
  name: 'reports',
  assumeRolePolicy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
  }),
});
new IamRolePolicyAttachment(stack, 'reports-network', {
  provider: ireland,
  role: role.name,
  policyArn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole',
});
const { auth } = pair.controlPlanes.home;
const statements: PolicyStatement[] = [];
auth.grantInvoke({ allow: (statement) => statements.push({ Effect: 'Allow', ...statement }) });
new IamRolePolicy(stack, 'reports-auth', {
  provider: ireland,
  role: role.name,
  name: 'auth',
  policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
});
const code = new TerraformAsset(stack, 'reports-code', { path: join(__dirname, 'reports'), type: AssetType.ARCHIVE });
new LambdaFunction(stack, 'reports', {
  provider: ireland,
  functionName: 'reports',
  role: role.arn,
  runtime: 'nodejs22.x',
  handler: 'index.handler',
  filename: code.path,
  sourceCodeHash: code.assetHash,
  timeout: 30,
  vpcConfig: network,
  environment: {
    variables: {
      AUTH_FUNCTION_ARN: auth.lambda.arn,
      VAULT_ROLE: vaultRole.role,
      VAULT_ADDR: `https://${pair.clientName}:8200`,
    },
  },
});

app.synth();
