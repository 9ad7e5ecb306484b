import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { Construct } from 'constructs';
import { nameOf, type DeploymentName } from './private/names';
import type { RegionProps } from './private/region';
import type { TagSettings } from './private/tags';
import { EncryptionKey } from './aws/encryption-key';
import { JournalTable } from './aws/journal-table';
import { OperationTokenSecret } from './aws/operation-token-secret';

/** Settings of what each region keeps. */
export interface StoreSettings extends DeploymentName, TagSettings {
  /** Whether DynamoDB refuses to delete the lease and journal tables. @default true */
  readonly deletionProtection?: boolean;
  /**
   * How long a deleted secret can be restored, days; 7 to 30. With 0 it is deleted immediately. Only then can a stack
   * of the same name be applied again immediately.
   *
   * @default 7
   */
  readonly secretRecoveryDays?: number;
}

/** Props of {@link RegionalStore}. */
export interface RegionalStoreProps extends StoreSettings, RegionProps {}

/** What one region keeps: the KMS key, the secret with the DR operation token, and the lease and journal table. */
export class RegionalStore extends Construct {
  /** AWS account of the region's provider. */
  readonly accountId: string;
  /** Encrypts everything in this region. */
  readonly key: EncryptionKey;
  /** The secret with the DR operation token. */
  readonly secret: OperationTokenSecret;
  /** The lease and journal table. */
  readonly journal: JournalTable;

  constructor(scope: Construct, id: string, props: RegionalStoreProps) {
    super(scope, id);
    const { provider, region, deletionProtection } = props;
    const common = { provider, tags: props.tags };
    this.accountId = new DataAwsCallerIdentity(this, 'account', { provider }).accountId;
    this.key = new EncryptionKey(this, 'key', {
      ...common,
      region,
      accountId: this.accountId,
      aliasName: nameOf('vault-dr', props),
      description: `Vault DR control plane ${props.environment} ${props.identifier}`,
      logGroupPattern: `/aws/lambda/vault-*-${props.environment}-${props.identifier}`,
    });
    this.secret = new OperationTokenSecret(this, 'operation-token', {
      ...common,
      name: nameOf('vault-dr-operation-token', props),
      kmsKeyArn: this.key.arn,
      recoveryDays: props.secretRecoveryDays,
    });
    this.journal = new JournalTable(this, 'journal', {
      ...common,
      name: nameOf('vault-dr-journal', props),
      region,
      kmsKeyArn: this.key.arn,
      deletionProtection,
    });
  }
}
