import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { nameOf } from './private/names';
import type { StoreSettings } from './regional-store';
import { EncryptionKey } from './aws/encryption-key';
import { JournalTable } from './aws/journal-table';

export interface WitnessStoreProps extends StoreSettings {
  readonly provider: TerraformProvider;
  readonly region: string;
}

/**
 * What the third region keeps: a table for the lease alone, and its key. With it the lease is a majority, so that the
 * loss of one region neither stops an operation nor lets two of them begin.
 */
export class WitnessStore extends Construct {
  readonly key: EncryptionKey;
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
      // The engine asks for one name in every region.
      name: nameOf('vault-dr-journal', props),
      kmsKeyArn: this.key.arn,
      deletionProtection,
    });
  }
}
