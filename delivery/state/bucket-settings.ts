import {
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type BucketLocationConstraint,
} from '@aws-sdk/client-s3';
import type { StateClients } from './clients';
import { bucketPolicy, LIFECYCLE_RULES, PUBLIC_ACCESS_BLOCK, type StateStore } from './desired';
import { findKey } from './key-settings';
import { includes, readIfThere, type Setting } from './setting';

/** The bucket, and the settings that it needs before it holds a state. */
export function bucketSettings(clients: StateClients, store: StateStore): Setting[] {
  const { s3 } = clients;
  const { bucket: Bucket, region } = store;
  return [
    {
      what: `create the bucket ${Bucket} in ${region}`,
      isSet: async () => (await readIfThere(s3.send(new HeadBucketCommand({ Bucket })))) !== undefined,
      set: () =>
        s3.send(
          new CreateBucketCommand({
            Bucket,
            ...(region !== 'us-east-1' && {
              CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint },
            }),
          }),
        ),
    },
    {
      what: 'block public access',
      isSet: async () => {
        const answer = await readIfThere(s3.send(new GetPublicAccessBlockCommand({ Bucket })));
        return includes(answer?.PublicAccessBlockConfiguration, PUBLIC_ACCESS_BLOCK);
      },
      set: () =>
        s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: PUBLIC_ACCESS_BLOCK })),
    },
    policySetting(clients, store),
    encryptionSetting(clients, store),
    {
      what: 'keep old versions',
      isSet: async () => (await readIfThere(s3.send(new GetBucketVersioningCommand({ Bucket }))))?.Status === 'Enabled',
      set: () => s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })),
    },
    {
      what: 'expire old versions',
      isSet: async () => {
        const answer = await readIfThere(s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })));
        return includes(answer?.Rules, LIFECYCLE_RULES);
      },
      set: () =>
        s3.send(
          new PutBucketLifecycleConfigurationCommand({
            Bucket,
            LifecycleConfiguration: { Rules: LIFECYCLE_RULES.map((rule) => ({ ...rule })) },
          }),
        ),
    },
  ];
}

function policySetting({ s3 }: StateClients, store: StateStore): Setting {
  const { bucket: Bucket } = store;
  const policy = bucketPolicy(store);
  return {
    what: 'refuse requests without TLS',
    isSet: async () => {
      const answer = await readIfThere(s3.send(new GetBucketPolicyCommand({ Bucket })));
      return answer?.Policy !== undefined && includes(JSON.parse(answer.Policy), policy);
    },
    set: () => s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(policy) })),
  };
}

function encryptionSetting(clients: StateClients, store: StateStore): Setting {
  const { s3 } = clients;
  const { bucket: Bucket } = store;
  return {
    what: 'encrypt with the key',
    isSet: async () => {
      const [key, answer] = await Promise.all([
        findKey(clients, store),
        readIfThere(s3.send(new GetBucketEncryptionCommand({ Bucket }))),
      ]);
      const rule = answer?.ServerSideEncryptionConfiguration?.Rules?.[0];
      const used = rule?.ApplyServerSideEncryptionByDefault;
      return used?.SSEAlgorithm === 'aws:kms' && key !== undefined && used.KMSMasterKeyID?.endsWith(key) === true;
    },
    set: async () =>
      s3.send(
        new PutBucketEncryptionCommand({
          Bucket,
          ServerSideEncryptionConfiguration: {
            Rules: [
              {
                ApplyServerSideEncryptionByDefault: {
                  SSEAlgorithm: 'aws:kms',
                  KMSMasterKeyID: await findKey(clients, store),
                },
                BucketKeyEnabled: true,
              },
            ],
          },
        }),
      ),
  };
}
