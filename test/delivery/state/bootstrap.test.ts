import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeKeyCommand, GetKeyRotationStatusCommand } from '@aws-sdk/client-kms';
import {
  DeleteBucketLifecycleCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { bootstrapEnvironment } from '../../../delivery/state/bootstrap';
import { IamApi, textOf } from '../../../delivery/state/iam-api';
import type { StateClients } from '../../../delivery/state/clients';
import { bucketPolicy, rolePolicies, type PolicyDocument } from '../../../delivery/policies/render';
import { stateStoreOf } from '../../../delivery/state/desired';
import { CONFIGS } from '../../../live/environments';
import { startMinistack, type Ministack } from '../../local/aws/ministack';

jest.setTimeout(60_000);

const config = CONFIGS.stage;
const store = stateStoreOf(config);
const Bucket = store.bucket;
const EMULATOR = mkdtempSync(join(tmpdir(), 'vault-dr-bootstrap-'));
let aws: Ministack;
let clients: StateClients;

const connect = (accountId: string): StateClients => {
  const common = {
    region: store.region,
    endpoint: aws.url,
    credentials: { accessKeyId: accountId, secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  return {
    iam: new IamApi(() => Promise.resolve(common.credentials), store.region, aws.url),
    kms: new KMSClient(common),
    s3: new S3Client({ ...common, forcePathStyle: true }),
    sts: new STSClient(common),
  };
};

async function bootstrap(dryRun = false): Promise<string[]> {
  const lines: string[] = [];
  await bootstrapEnvironment(clients, config, { dryRun, report: (line) => lines.push(line) });
  return lines;
}

beforeAll(async () => {
  aws = await startMinistack({ directory: EMULATOR, environment: {} });
  clients = connect(store.accountId);
});

afterAll(async () => {
  await aws.stop();
  rmSync(EMULATOR, { recursive: true, force: true });
});

describe('the state bucket', () => {
  it('is not created in a dry run, which only says what it would do', async () => {
    const lines = await bootstrap(true);
    expect(lines.slice(0, 3)).toEqual([
      'would create the key alias/vault-dr-state-stage',
      'would rotate the key every year',
      `would create the bucket ${Bucket} in ${store.region}`,
    ]);
    await expect(clients.s3.send(new HeadBucketCommand({ Bucket }))).rejects.toThrow();
    await expect(clients.kms.send(new DescribeKeyCommand({ KeyId: store.alias }))).rejects.toThrow();
  });

  it('is not created in the account of another environment', async () => {
    await expect(
      bootstrapEnvironment(connect(CONFIGS.dev.accountId), config, { report: () => undefined }),
    ).rejects.toThrow(
      `the credentials are of account ${CONFIGS.dev.accountId}, but stage is account ${store.accountId}: log in there`,
    );
    await expect(clients.s3.send(new HeadBucketCommand({ Bucket }))).rejects.toThrow();
  });

  it('is versioned, encrypted with its own rotating key, private, needs TLS, can lock objects, and expires old versions', async () => {
    await bootstrap();
    const { s3, kms } = clients;
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: store.alias }));
    const KeyId = KeyMetadata?.KeyId;
    expect((await kms.send(new GetKeyRotationStatusCommand({ KeyId }))).KeyRotationEnabled).toBe(true);
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
    expect((await s3.send(new GetObjectLockConfigurationCommand({ Bucket }))).ObjectLockConfiguration).toEqual({
      ObjectLockEnabled: 'Enabled',
    });
    expect(await s3.send(new GetBucketEncryptionCommand({ Bucket }))).toMatchObject({
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KeyId } }],
      },
    });
    expect((await s3.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
    expect(JSON.parse((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy ?? '')).toEqual(
      bucketPolicy(store),
    );
    expect((await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules).toMatchObject([
      { Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 90, NewerNoncurrentVersions: 10 } },
    ]);
  });

  it('is not changed when nothing is missing', async () => {
    await bootstrap();
    expect(await bootstrap()).toEqual([]);
  });

  it('gets back the settings that somebody removed, and nothing else changes', async () => {
    await bootstrap();
    await clients.s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await clients.s3.send(new DeleteBucketLifecycleCommand({ Bucket }));
    expect(await bootstrap()).toEqual(['block public access', 'expire old versions']);
  });

  it('keeps the policy statements and the lifecycle rules of others', async () => {
    await bootstrap();
    const { s3 } = clients;
    const theirs = {
      Sid: 'Theirs',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:DeleteBucket',
      Resource: `arn:aws:s3:::${Bucket}`,
    };
    const rule = { ID: 'theirs', Status: 'Enabled', Filter: { Prefix: 'theirs/' }, Expiration: { Days: 3 } } as const;
    await s3.send(
      new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement: theirs }) }),
    );
    await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [rule] } }));
    expect(await bootstrap()).toEqual(['refuse requests without TLS, and protect the evidence', 'expire old versions']);
    const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
    const { Statement } = JSON.parse(Policy) as { Statement: { Sid: string }[] };
    expect(Statement.map(({ Sid }) => Sid)).toEqual(['Theirs', ...bucketPolicy(store).Statement.map(({ Sid }) => Sid)]);
    const { Rules = [] } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(Rules.map(({ ID }) => ID)).toEqual(['theirs', 'old-versions']);
    expect(await bootstrap()).toEqual([]);
  });

  it('gets back a statement that somebody weakened with a further condition', async () => {
    await bootstrap();
    const { s3 } = clients;
    const ours = bucketPolicy(store);
    const weaker = ours.Statement.map((each) =>
      each.Sid === 'KeepEvidence' ? { ...each, Condition: { Bool: { 'aws:ViaAWSService': 'true' } } } : each,
    );
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ ...ours, Statement: weaker }) }));
    expect(await bootstrap()).toEqual(['refuse requests without TLS, and protect the evidence']);
    const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
    expect(JSON.parse(Policy)).toEqual(ours);
  });

  it('refuses to replace a statement of the same name that is not ours, and changes no policy then', async () => {
    await bootstrap();
    const theirs = {
      Sid: 'RefuseOldTls',
      Effect: 'Deny',
      Principal: { AWS: `arn:aws:iam::${store.accountId}:root` },
      Action: 's3:DeleteBucket',
      Resource: `arn:aws:s3:::${Bucket}`,
    };
    const policy = { Version: '2012-10-17', Statement: [theirs] };
    await clients.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(policy) }));
    await expect(bootstrap()).rejects.toThrow(
      'the bucket has the policy statement RefuseOldTls, which is another than ours',
    );
    const { Policy = '' } = await clients.s3.send(new GetBucketPolicyCommand({ Bucket }));
    expect(JSON.parse(Policy)).toEqual(policy);
    await clients.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  });
});

describe('the roles of the delivery', () => {
  const read = async (RoleName: string): Promise<PolicyDocument> => {
    const xml = await clients.iam.call('GetRole', { RoleName });
    return JSON.parse(decodeURIComponent(textOf(xml, 'AssumeRolePolicyDocument') ?? '')) as PolicyDocument;
  };

  it.each(['plan', 'apply', 'drill'] as const)('are made with their policies: %s', async (access) => {
    await bootstrap();
    const { name, trust, policies } = rolePolicies(config, access);
    expect(await read(name)).toEqual(trust);
    for (const [PolicyName, policy] of Object.entries(policies)) {
      const xml = await clients.iam.call('GetRolePolicy', { RoleName: name, PolicyName });
      expect(JSON.parse(decodeURIComponent(textOf(xml, 'PolicyDocument') ?? ''))).toEqual(policy);
    }
  });

  it('get back what somebody changed', async () => {
    await bootstrap();
    const everybody = rolePolicies(config, 'plan').trust.Statement.map((each) => ({ ...each, Principal: '*' }));
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: everybody });
    await clients.iam.call('UpdateAssumeRolePolicy', { RoleName: 'vault-dr-apply', PolicyDocument });
    await clients.iam.call('DeleteRolePolicy', { RoleName: 'vault-dr-plan', PolicyName: 'read' });
    expect(await bootstrap()).toEqual([
      'give the role vault-dr-plan the policy read',
      'let only its agents take the role vault-dr-apply',
    ]);
    expect(await read('vault-dr-apply')).toEqual(rolePolicies(config, 'apply').trust);
  });
});
