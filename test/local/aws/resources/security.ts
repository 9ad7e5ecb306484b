import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ROOT_CREDENTIALS } from '../ministack';
import type { Create } from './target';

const createKey: Create = async ({ api, grants }, attributes, region) => {
  attributes.ignore('deletion_window_in_days');
  const policy = attributes.text('policy');
  const isMultiRegion = attributes.optional('multi_region') === true;
  const answer = await api.json('kms', region, 'TrentService.CreateKey', {
    Description: attributes.text('description'),
    Policy: policy,
    ...(isMultiRegion && { MultiRegion: true }),
  });
  const { KeyId, Arn } = answer['KeyMetadata'] as { KeyId: string; Arn: string };
  if (attributes.optional('enable_key_rotation') === true) {
    await api.json('kms', region, 'TrentService.EnableKeyRotation', { KeyId });
  }
  grants.addKey(Arn, policy);
  return { id: KeyId, key_id: KeyId, arn: Arn };
};

const createReplicaKey: Create = async ({ api, grants }, attributes, region) => {
  attributes.ignore('deletion_window_in_days');
  const [, , , primaryRegion = '', , key = ''] = attributes.text('primary_key_arn').split(':');
  const policy = attributes.text('policy');
  const answer = await api.json('kms', primaryRegion, 'TrentService.ReplicateKey', {
    KeyId: key.replace('key/', ''),
    ReplicaRegion: region,
    Description: attributes.text('description'),
    Policy: policy,
  });
  const { KeyId, Arn } = answer['ReplicaKeyMetadata'] as { KeyId: string; Arn: string };
  grants.addKey(Arn, policy);
  return { id: KeyId, key_id: KeyId, arn: Arn };
};

const createAlias: Create = async ({ api, grants }, attributes, region) => {
  const AliasName = attributes.text('name');
  const TargetKeyId = attributes.text('target_key_id');
  await api.json('kms', region, 'TrentService.CreateAlias', {
    AliasName,
    TargetKeyId,
  });
  grants.addAlias(AliasName, TargetKeyId);
  return { name: AliasName };
};

const createSecret: Create = async ({ endpoint, grants }, attributes, region) => {
  attributes.ignore('recovery_window_in_days');
  const Name = attributes.text('name');
  const KmsKeyId = attributes.text('kms_key_id');
  const client = new SecretsManagerClient({ region, endpoint, credentials: ROOT_CREDENTIALS });
  const { ARN = '' } = await client.send(
    new CreateSecretCommand({
      Name,
      Description: attributes.text('description'),
      KmsKeyId,
    }),
  );
  client.destroy();
  grants.addEncrypted(ARN, region, Name, KmsKeyId);
  return { arn: ARN, id: ARN };
};

const createRole: Create = async ({ api }, attributes, region) => {
  attributes.ignore('description', 'permissions_boundary');
  const RoleName = attributes.text('name');
  const xml = await api.query('iam', region, {
    Action: 'CreateRole',
    Version: '2010-05-08',
    RoleName,
    AssumeRolePolicyDocument: attributes.text('assume_role_policy'),
  });
  return { name: RoleName, arn: /<Arn>([^<]+)<\/Arn>/.exec(xml)?.[1] ?? '' };
};

const createInstanceProfile: Create = async ({ api }, attributes, region) => {
  const InstanceProfileName = attributes.text('name');
  const common = { Version: '2010-05-08', InstanceProfileName };
  const xml = await api.query('iam', region, { Action: 'CreateInstanceProfile', ...common });
  await api.query('iam', region, {
    Action: 'AddRoleToInstanceProfile',
    ...common,
    RoleName: attributes.text('role'),
  });
  return { name: InstanceProfileName, arn: /<Arn>([^<]+)<\/Arn>/.exec(xml)?.[1] ?? '' };
};

/** The emulator does not tell its policies the namespace of a metric. */
const NAMESPACE_ALONE = /"StringEquals":(\{"cloudwatch:namespace":"[^"]*"\})/g;
/** ARN pattern of AWS for GetChange. The emulator checks that call against `*` instead. */
const CHANGE_ARN = '"arn:aws:route53:::change/*"';

const putRolePolicy: Create = async ({ api, grants }, attributes, region) => {
  const RoleName = attributes.text('role');
  const policy = attributes.text('policy');
  await api.query('iam', region, {
    Action: 'PutRolePolicy',
    Version: '2010-05-08',
    RoleName,
    PolicyName: attributes.text('name'),
    PolicyDocument: policy.replace(CHANGE_ARN, '"*"').replace(NAMESPACE_ALONE, '"StringEqualsIfExists":$1'),
  });
  grants.addRolePolicy(RoleName, policy);
  return {};
};

export const SECURITY: Readonly<Record<string, Create>> = {
  aws_kms_key: createKey,
  aws_kms_replica_key: createReplicaKey,
  aws_kms_alias: createAlias,
  aws_secretsmanager_secret: createSecret,
  aws_iam_role: createRole,
  aws_iam_role_policy: putRolePolicy,
  aws_iam_instance_profile: createInstanceProfile,
};
