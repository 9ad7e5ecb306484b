import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { KmsReplicaKey } from '@cdktf/provider-aws/lib/kms-replica-key';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { partitionOf } from '../../functions/shared/partition';
import { nameOf, type DeploymentName, type Tagged } from '../private/names';
import { known } from '../validation/rules';

/** The KMS key with which the nodes of one region unseal themselves. */
export interface Seal {
  /** ARN of the key, or of the replica of that region. */
  readonly keyArn: string;
  /** AWS region of the key. @default - the region in the ARN */
  readonly region?: string;
}

/** Where a replica of the key is made. */
export interface SealReplicaProps extends Tagged {
  /** The AWS provider of the other region. */
  readonly provider: TerraformProvider;
  /** AWS region, e.g. `eu-central-1`. */
  readonly region: string;
}

/** Props of `ClusterSeal`. */
export interface ClusterSealProps extends DeploymentName, SealReplicaProps {
  /** Whether Terraform refuses to delete the key and its replicas. @default true */
  readonly deletionProtection?: boolean;
}

/** The longest time that AWS lets pass before a deleted key is gone, days. */
const DELETION_WINDOW_DAYS = 30;

/** Without the key nobody can ever unseal the cluster or a snapshot of it, so a plan that deletes it has to fail. */
const protection = (isProtected: boolean): { lifecycle?: { preventDestroy: boolean } } =>
  isProtected ? { lifecycle: { preventDestroy: true } } : {};

/** IAM of the account decides who may use the key. Without this statement nobody could change the key again. */
const keyPolicy = (scope: Construct, { provider, region }: SealReplicaProps): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Account',
        Effect: 'Allow',
        Principal: {
          AWS: `arn:${partitionOf(region)}:iam::${new DataAwsCallerIdentity(scope, 'account', { provider }).accountId}:root`,
        },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  });

/**
 * The multi-Region KMS key with which a cluster unseals itself. It rotates each year. Losing it loses the cluster and
 * every snapshot of it, so a plan that deletes it fails.
 */
export class ClusterSeal extends Construct implements Seal {
  /** ARN of the key. */
  readonly keyArn: string;
  /** AWS region of the key. */
  readonly region: string;
  private readonly alias: string;
  private readonly deletionProtection: boolean;

  constructor(scope: Construct, id: string, props: ClusterSealProps) {
    super(scope, id);
    const { provider, region, tags } = props;
    this.region = region;
    this.deletionProtection = props.deletionProtection ?? true;
    this.alias = `alias/${nameOf('vault-seal', props)}`;
    const key = new KmsKey(this, 'Resource', {
      provider,
      description: `Seal of the Vault cluster ${props.environment} ${props.identifier}`,
      multiRegion: true,
      enableKeyRotation: true,
      deletionWindowInDays: DELETION_WINDOW_DAYS,
      policy: keyPolicy(this, props),
      ...protection(this.deletionProtection),
      tags,
    });
    new KmsAlias(this, 'alias', { provider, name: this.alias, targetKeyId: key.keyId });
    this.keyArn = key.arn;
  }

  /** A key that exists already. Nothing is created. */
  static fromKey(keyArn: string): Seal {
    const [, , , region] = known(keyArn) ? keyArn.split(':') : [];
    return { keyArn, region };
  }

  /** Makes the key usable in another region, for the partner of a pair that shares its snapshots or its seal. */
  replicaIn(scope: Construct, id: string, props: SealReplicaProps): ClusterSealReplica {
    return new ClusterSealReplica(scope, id, {
      ...props,
      primaryKeyArn: this.keyArn,
      alias: this.alias,
      deletionProtection: this.deletionProtection,
    });
  }
}

/** Props of `ClusterSealReplica`. */
export interface ClusterSealReplicaProps extends SealReplicaProps {
  /** ARN of the key in the region where it was made. */
  readonly primaryKeyArn: string;
  /** Name of the alias in this region, with `alias/`. */
  readonly alias: string;
  /** Whether Terraform refuses to delete the replica. @default true */
  readonly deletionProtection?: boolean;
}

/** The replica of a `ClusterSeal` in another region. What one encrypts, the other decrypts, while either region is lost. */
export class ClusterSealReplica extends Construct implements Seal {
  /** ARN of the replica. */
  readonly keyArn: string;
  /** AWS region of the replica. */
  readonly region: string;

  constructor(scope: Construct, id: string, props: ClusterSealReplicaProps) {
    super(scope, id);
    const { provider, region, tags } = props;
    this.region = region;
    const replica = new KmsReplicaKey(this, 'Resource', {
      provider,
      description: `Replica of ${props.alias.replace('alias/', '')}`,
      primaryKeyArn: props.primaryKeyArn,
      deletionWindowInDays: DELETION_WINDOW_DAYS,
      policy: keyPolicy(this, props),
      ...protection(props.deletionProtection ?? true),
      tags,
    });
    new KmsAlias(this, 'alias', { provider, name: props.alias, targetKeyId: replica.keyId });
    this.keyArn = replica.arn;
  }
}
