import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { EncryptionKey } from '../aws/encryption-key';
import { JournalTable } from '../aws/journal-table';
import { nameOf } from '../private/names';
import type { StoreSettings } from '../regional-store';

/** Props of `PairStore`. */
export interface PairStoreProps extends Omit<StoreSettings, 'secretRecoveryDays'> {
  /** The AWS provider of the region. */
  readonly provider: TerraformProvider;
  /** AWS region, e.g. `eu-west-1`. */
  readonly region: string;
  /** Whether CloudWatch may send its alarms to a topic that the key encrypts. @default false */
  readonly alarms?: boolean;
  /** Whether the table has a stream of its changes. @default false */
  readonly stream?: boolean;
}

/** What every pair stores in one region: the table with lease and journal, and its key. */
export class PairStore extends Construct {
  /** AWS account of the provider. */
  readonly accountId: string;
  /** The KMS key that encrypts the table, the logs and the variables, and whatever else is stored. */
  readonly key: EncryptionKey;
  /** The table with the lease and the journal. */
  readonly journal: JournalTable;

  constructor(scope: Construct, id: string, props: PairStoreProps) {
    super(scope, id);
    const { provider, region, deletionProtection, environment, identifier, tags } = props;
    this.accountId = new DataAwsCallerIdentity(this, 'account', { provider }).accountId;
    this.key = new EncryptionKey(this, 'key', {
      provider,
      region,
      accountId: this.accountId,
      aliasName: nameOf('vault-dr', props),
      description: `Vault DR control plane ${environment} ${identifier}`,
      logGroupPattern: `/aws/lambda/vault-*-${environment}-${identifier}`,
      alarms: props.alarms,
      tags,
    });
    this.journal = new JournalTable(this, 'journal', {
      provider,
      region,
      deletionProtection,
      tags,
      name: nameOf('vault-dr-journal', props),
      kmsKeyArn: this.key.arn,
      stream: props.stream,
    });
  }
}
