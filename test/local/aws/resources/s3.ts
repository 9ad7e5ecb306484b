import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
  type BucketLocationConstraint,
} from '@aws-sdk/client-s3';
import { ROOT_CREDENTIALS } from '../ministack';
import type { Create } from './target';

/** Does something with a client that is closed afterwards. */
async function withClient<T>(endpoint: string, region: string, use: (client: S3Client) => Promise<T>): Promise<T> {
  const client = new S3Client({ region, endpoint, credentials: ROOT_CREDENTIALS, forcePathStyle: true });
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
}

const createBucket: Create = async ({ endpoint }, attributes, region) => {
  const Bucket = attributes.text('bucket');
  const LocationConstraint = region as BucketLocationConstraint;
  await withClient(endpoint, region, (client) =>
    client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } })),
  );
  return { id: Bucket, bucket: Bucket, arn: `arn:aws:s3:::${Bucket}` };
};

const blockPublicAccess: Create = async ({ endpoint }, attributes, region) => {
  const isOn = (name: string): boolean => attributes.optional(name) === true;
  await withClient(endpoint, region, (client) =>
    client.send(
      new PutPublicAccessBlockCommand({
        Bucket: attributes.text('bucket'),
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: isOn('block_public_acls'),
          BlockPublicPolicy: isOn('block_public_policy'),
          IgnorePublicAcls: isOn('ignore_public_acls'),
          RestrictPublicBuckets: isOn('restrict_public_buckets'),
        },
      }),
    ),
  );
  return {};
};

const setVersioning: Create = async ({ endpoint }, attributes, region) => {
  const { status } = attributes.block('versioning_configuration') as { status: 'Enabled' };
  await withClient(endpoint, region, (client) =>
    client.send(
      new PutBucketVersioningCommand({
        Bucket: attributes.text('bucket'),
        VersioningConfiguration: { Status: status },
      }),
    ),
  );
  return {};
};

interface EncryptionRule {
  readonly apply_server_side_encryption_by_default: {
    readonly sse_algorithm: 'aws:kms';
    readonly kms_master_key_id: string;
  };
  readonly bucket_key_enabled: boolean;
}

const setEncryption: Create = async ({ endpoint }, attributes, region) => {
  const Bucket = attributes.text('bucket');
  const rules = attributes.optional('rule') as EncryptionRule[];
  await withClient(endpoint, region, (client) =>
    client.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: rules.map(({ apply_server_side_encryption_by_default: by, bucket_key_enabled: BucketKeyEnabled }) => ({
            ApplyServerSideEncryptionByDefault: {
              SSEAlgorithm: by.sse_algorithm,
              KMSMasterKeyID: by.kms_master_key_id,
            },
            BucketKeyEnabled,
          })),
        },
      }),
    ),
  );
  return {};
};

interface RetentionRule {
  readonly id: string;
  readonly status: 'Enabled';
  readonly filter: readonly { readonly prefix: string }[];
  readonly expiration: readonly { readonly days: number }[];
  readonly noncurrent_version_expiration: readonly { readonly noncurrent_days: number }[];
  readonly abort_incomplete_multipart_upload: readonly { readonly days_after_initiation: number }[];
}

const setRetention: Create = async ({ endpoint }, attributes, region) => {
  const Bucket = attributes.text('bucket');
  const rules = attributes.optional('rule') as RetentionRule[];
  await withClient(endpoint, region, (client) =>
    client.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket,
        LifecycleConfiguration: {
          Rules: rules.map((rule) => ({
            ID: rule.id,
            Status: rule.status,
            Filter: { Prefix: rule.filter[0]?.prefix },
            Expiration: { Days: rule.expiration[0]?.days },
            NoncurrentVersionExpiration: { NoncurrentDays: rule.noncurrent_version_expiration[0]?.noncurrent_days },
            AbortIncompleteMultipartUpload: {
              DaysAfterInitiation: rule.abort_incomplete_multipart_upload[0]?.days_after_initiation,
            },
          })),
        },
      }),
    ),
  );
  return {};
};

const setPolicy: Create = async ({ endpoint }, attributes, region) => {
  await withClient(endpoint, region, (client) =>
    client.send(new PutBucketPolicyCommand({ Bucket: attributes.text('bucket'), Policy: attributes.text('policy') })),
  );
  return {};
};

export const S3: Readonly<Record<string, Create>> = {
  aws_s3_bucket: createBucket,
  aws_s3_bucket_public_access_block: blockPublicAccess,
  aws_s3_bucket_versioning: setVersioning,
  aws_s3_bucket_server_side_encryption_configuration: setEncryption,
  aws_s3_bucket_lifecycle_configuration: setRetention,
  aws_s3_bucket_policy: setPolicy,
};
