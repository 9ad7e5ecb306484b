import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { nameOf, type DeploymentName } from './private/names';
import { EncryptionKey } from './aws/encryption-key';
import { JournalTable } from './aws/journal-table';
import { OperationTokenSecret } from './aws/operation-token-secret';

/** What the user of the package sets for what each region keeps. */
export interface StoreSettings extends DeploymentName {
  /** Refuse to delete the journals. @default true */
  readonly deletionProtection?: boolean;
  /**
   * How long a deleted secret can be brought back, days; 7 to 30. With 0 it is deleted at once, and a stack of the same
   * name can be applied again at once.
   *
   * @default 7
   */
  readonly secretRecoveryDays?: number;
  /** Tags of every resource that takes tags. @default {} */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface RegionalStoreProps extends StoreSettings {
  readonly provider: TerraformProvider;
  readonly region: string;
}

/** What one region keeps: the key, the DR operation token's secret, the lease and the journal. */
export class RegionalStore extends Construct {
  readonly accountId: string;
  readonly key: EncryptionKey;
  readonly secret: OperationTokenSecret;
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
