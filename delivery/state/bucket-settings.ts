import {
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectLockConfigurationCommand,
  PutPublicAccessBlockCommand,
  type BucketLocationConstraint,
  type LifecycleRule,
} from '@aws-sdk/client-s3';
import type { StateClients } from './clients';
import { bucketPolicy, type PolicyDocument, type Statement } from '../policies/render';
import { LIFECYCLE_RULES, PUBLIC_ACCESS_BLOCK, type StateStore } from './desired';
import { findKey } from './key-settings';
import { merge, type Named } from './merge';
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
      // Each record is locked by its writer, so the states have no lock and expire.
      what: 'allow objects to be locked',
      isSet: async () => {
        const answer = await readIfThere(s3.send(new GetObjectLockConfigurationCommand({ Bucket })));
        return answer?.ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled';
      },
      set: () =>
        s3.send(
          new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } }),
        ),
    },
    {
      what: 'expire old versions',
      isSet: async () => {
        const answer = await readIfThere(s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })));
        return LIFECYCLE_RULES.every((rule) => answer?.Rules?.some((present) => includes(present, rule)));
      },
      set: async () => {
        const answer = await readIfThere(s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })));
        const named = (rules: readonly LifecycleRule[]): Named<LifecycleRule>[] =>
          rules.map((rule) => [rule.ID ?? '', rule]);
        const ours = LIFECYCLE_RULES.map((rule) => ({ ...rule }));
        // Ours of an earlier release has the same prefix.
        const isOurs = (present: LifecycleRule, own: LifecycleRule): boolean =>
          (present.Filter?.Prefix ?? '') === (own.Filter?.Prefix ?? '');
        const Rules = merge(named(answer?.Rules ?? []), named(ours), 'the lifecycle rule', isOurs);
        await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
      },
    },
  ];
}

function policySetting({ s3 }: StateClients, store: StateStore): Setting {
  const { bucket: Bucket } = store;
  const ours = bucketPolicy(store);
  const read = async (): Promise<PolicyDocument | undefined> => {
    const answer = await readIfThere(s3.send(new GetBucketPolicyCommand({ Bucket })));
    return answer?.Policy === undefined ? undefined : (JSON.parse(answer.Policy) as PolicyDocument);
  };
  return {
    what: 'refuse requests without TLS, and protect the evidence',
    isSet: async () => {
      const present = statementsOf(await read());
      // A further condition would weaken a statement, so it may have neither less nor more.
      return ours.Statement.every((own) => present.some((each) => includes(each, own) && includes(own, each)));
    },
    set: async () => {
      const present = await read();
      const named = (statements: readonly Statement[]): Named<Statement>[] =>
        statements.map((each) => [each.Sid ?? '', each]);
      // Ours of an earlier release denies everybody too.
      const isOurs = ({ Effect, Principal }: Statement): boolean => Effect === 'Deny' && Principal === '*';
      const Statement = merge(named(statementsOf(present)), named(ours.Statement), 'the policy statement', isOurs);
      const policy = JSON.stringify({ ...(present ?? ours), Statement });
      await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policy }));
    },
  };
}

/** A policy may have a single statement without a list. */
const statementsOf = (policy: PolicyDocument | undefined): readonly Statement[] =>
  policy === undefined ? [] : [policy.Statement].flat();

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
