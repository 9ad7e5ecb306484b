import { PutBucketPolicyCommand, type S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { bucketPolicy, roleName } from '../../../delivery/policies/render';
import type { StateStore } from '../../../delivery/state/desired';
import { AGENT_ROLES, type Access } from '../../../live/agents';
import { AwsApi, type AwsCredentials } from '../../local/aws/api';

const SESSION = 'jenkins-1';
const REGION = 'eu-west-1';

/** The emulator takes an access key of twelve digits for the root of that account. */
export const root = (accountId: string): AwsCredentials => ({ accessKeyId: accountId, secretAccessKey: 'test' });

const accountOf = (arn: string): string => arn.split(':')[4] ?? '';

/** Creates the roles of the machines of Jenkins in an emulator. */
export async function createAgents(url: string): Promise<void> {
  for (const [access, arn] of Object.entries(AGENT_ROLES)) {
    const account = accountOf(arn);
    const iam = new AwsApi(url, root(account));
    const call = (parameters: Readonly<Record<string, string>>): Promise<string> =>
      iam.query('iam', 'us-east-1', { Version: '2010-05-08', RoleName: arn.split('/')[1] ?? '', ...parameters });
    const policy = (statement: object): string => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    const machine = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' };
    await call({ Action: 'CreateRole', AssumeRolePolicyDocument: policy(machine) });
    const become = {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Resource: `arn:aws:iam::*:role/${roleName(access as Access)}`,
    };
    await call({ Action: 'PutRolePolicy', PolicyName: 'agent', PolicyDocument: policy(become) });
  }
}

/** Becomes a role of the delivery in an account, as the machine of Jenkins with an access. */
export async function becomeRole(
  url: string,
  { agent, access, accountId }: { readonly agent: Access; readonly access: Access; readonly accountId: string },
): Promise<AwsCredentials> {
  const machine = await assume(url, root(accountOf(AGENT_ROLES[agent])), AGENT_ROLES[agent]);
  return assume(url, machine, `arn:aws:iam::${accountId}:role/${roleName(access)}`);
}

async function assume(endpoint: string, credentials: AwsCredentials, RoleArn: string): Promise<AwsCredentials> {
  const sts = new STSClient({ region: REGION, endpoint, credentials });
  try {
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: SESSION }));
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  } finally {
    sts.destroy();
  }
}

/** Gives a bucket its policy in the form that the emulator understands. */
export async function adaptBucketPolicy(s3: S3Client, store: StateStore): Promise<void> {
  // The emulator speaks plain HTTP. AWS compares `aws:PrincipalArn` with the role, the emulator with the session.
  const policy = bucketPolicy(store);
  const Statement = policy.Statement.filter(({ Sid }) => Sid !== 'RefusePlainHttp');
  const Policy = JSON.stringify({ ...policy, Statement }).replace(
    /iam::(\d+):role\/([\w-]+)/g,
    `sts::$1:assumed-role/$2/${SESSION}`,
  );
  await s3.send(new PutBucketPolicyCommand({ Bucket: store.bucket, Policy }));
}
