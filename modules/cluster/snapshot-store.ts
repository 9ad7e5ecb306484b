import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { partitionOf } from '../../functions/shared/partition';
import type { IGrantable } from '../private/grantee';
import { nameOf, type DeploymentName, type Tagged } from '../private/names';

/** A bucket that exists, for the snapshots of a cluster. */
export interface GivenSnapshotBucket {
  /** Name of the bucket. */
  readonly bucket: string;
  /** ARN of the KMS key that encrypts it. @default - a key of AWS */
  readonly kmsKeyArn?: string;
  /** Folder of the snapshots, without a slash at its ends. @default - `<environment>-<identifier>` */
  readonly prefix?: string;
}

/** Where the snapshots of a cluster are. */
export interface SnapshotLocation extends Required<Omit<GivenSnapshotBucket, 'kmsKeyArn'>> {
  /** ARN of the KMS key that encrypts the bucket. @default - a key of AWS */
  readonly kmsKeyArn?: string;
  /** AWS region of the bucket. */
  readonly region: string;
}

/** Props of `SnapshotStore`. */
export interface SnapshotStoreProps extends DeploymentName, Tagged {
  /** The AWS provider of the region. */
  readonly provider: TerraformProvider;
  /** AWS region, e.g. `eu-west-1`. */
  readonly region: string;
  /** AWS account, which makes the name of the bucket unique. */
  readonly accountId: string;
  /** ARN of the KMS key that encrypts the snapshots. */
  readonly kmsKeyArn: string;
  /** For how long a snapshot is kept, days. @default 30 */
  readonly keepDays?: number;
  /** Name of the bucket. @default - `vault-snapshots-<environment>-<identifier>-<account>` */
  readonly bucket?: string;
  /** What is deleted after `keepDays`, and for how long S3 keeps it then, days. @default - everything, kept for 30 days */
  readonly expires?: { readonly prefix: string; readonly noncurrentDays: number };
  /** Whether Terraform refuses to delete the bucket. @default true */
  readonly deletionProtection?: boolean;
}

/** For how long S3 keeps a snapshot that was deleted or written over, days. */
const NONCURRENT_DAYS = 30;

/** Folder of the snapshots of a cluster. */
export const snapshotPrefix = ({ environment, identifier }: DeploymentName): string => `${environment}-${identifier}`;

/** A bucket for the snapshots of a cluster: versioned, encrypted, not public, and reached with TLS alone. */
export class SnapshotStore extends Construct {
  /** Where the snapshots are. */
  readonly location: SnapshotLocation;

  constructor(scope: Construct, id: string, props: SnapshotStoreProps) {
    super(scope, id);
    const { provider, region, accountId, kmsKeyArn, deletionProtection = true, tags } = props;
    const { prefix = '', noncurrentDays = NONCURRENT_DAYS } = props.expires ?? {};
    const bucket = new S3Bucket(this, 'Resource', {
      provider,
      bucket: props.bucket ?? `${nameOf('vault-snapshots', props)}-${accountId}`,
      ...(deletionProtection && { lifecycle: { preventDestroy: true } }),
      tags,
    });
    new S3BucketPublicAccessBlock(this, 'public-access', {
      provider,
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const versioning = new S3BucketVersioningA(this, 'versioning', {
      provider,
      bucket: bucket.id,
      versioningConfiguration: { status: 'Enabled' },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      provider,
      bucket: bucket.id,
      rule: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: kmsKeyArn },
          bucketKeyEnabled: true,
        },
      ],
    });
    new S3BucketLifecycleConfiguration(this, 'retention', {
      provider,
      bucket: bucket.id,
      rule: [
        {
          id: 'snapshots',
          status: 'Enabled',
          filter: [{ prefix }],
          expiration: [{ days: props.keepDays ?? 30 }],
          noncurrentVersionExpiration: [{ noncurrentDays }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
        },
      ],
      dependsOn: [versioning],
    });
    new S3BucketPolicy(this, 'policy', {
      provider,
      bucket: bucket.id,
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'TlsOnly',
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: [bucket.arn, `${bucket.arn}/*`],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      }),
    });
    this.location = { bucket: bucket.bucket, prefix: snapshotPrefix(props), kmsKeyArn, region };
  }

  /** Lets the nodes write snapshots, and with `prune` also delete those that Vault Enterprise keeps no longer. */
  grantWrite(nodes: IGrantable, options: { readonly prune?: boolean } = {}): void {
    grantSnapshots(nodes, this.location, options);
  }
}

/**
 * Lets the nodes write snapshots below their prefix.
 *
 * @param prune whether they may also list and delete them, as Vault Enterprise does by itself. S3 keeps what was deleted
 */
export function grantSnapshots(
  nodes: IGrantable,
  { bucket, prefix, kmsKeyArn, region }: SnapshotLocation,
  { prune = false }: { readonly prune?: boolean } = {},
): void {
  const arn = `arn:${partitionOf(region)}:s3:::${bucket}`;
  nodes.allow({
    Sid: 'Snapshots',
    Action: ['s3:PutObject', ...(prune ? ['s3:DeleteObject', 's3:GetObject'] : [])],
    Resource: [`${arn}/${prefix}/*`],
  });
  if (prune) {
    nodes.allow({
      Sid: 'SnapshotList',
      Action: ['s3:ListBucket'],
      Resource: [arn],
      Condition: { StringLike: { 's3:prefix': [prefix, `${prefix}/*`] } },
    });
  }
  if (kmsKeyArn !== undefined) {
    nodes.allow({ Sid: 'SnapshotKey', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: [kmsKeyArn] });
  }
}
