import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { Construct } from 'constructs';
import { nameOf } from './private/names';
import type { RegionProps } from './private/region';
import type { StoreSettings } from './regional-store';
import { EncryptionKey } from './aws/encryption-key';
import { JournalTable } from './aws/journal-table';

/** Props of {@link WitnessStore}. */
export interface WitnessStoreProps extends StoreSettings, RegionProps {}

/**
 * What the third region keeps: a table that holds only the lease, and its KMS key. With it, two of three tables are
 * enough for an operation. The loss of one region then stops no operation, and two operations still cannot run at once.
 */
export class WitnessStore extends Construct {
  /** Encrypts the table. */
  readonly key: EncryptionKey;
  /** Holds the lease. */
  readonly table: JournalTable;

  constructor(scope: Construct, id: string, props: WitnessStoreProps) {
    super(scope, id);
    const { provider, region, deletionProtection } = props;
    const common = { provider, region, tags: props.tags };
    this.key = new EncryptionKey(this, 'key', {
      ...common,
      accountId: new DataAwsCallerIdentity(this, 'account', { provider }).accountId,
      aliasName: nameOf('vault-dr', props),
      description: `Vault DR lease ${props.environment} ${props.identifier}`,
    });
    this.table = new JournalTable(this, 'lease', {
      ...common,
      // The Lambdas use the same table name in every region.
      name: nameOf('vault-dr-journal', props),
      kmsKeyArn: this.key.arn,
      deletionProtection,
    });
  }
}
