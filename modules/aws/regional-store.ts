import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { nameOf, type DeploymentName } from '../private/names';
import { EncryptionKey } from './encryption-key';
import { JournalTable } from './journal-table';
import { OperationTokenSecret } from './operation-token-secret';

export interface RegionalStoreProps extends DeploymentName {
  readonly provider: TerraformProvider;
  readonly region: string;
  /** Refuse to delete the journal. @default true */
  readonly deletionProtection?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
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
    const common = { provider, ...(props.tags && { tags: props.tags }) };
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
    });
    this.journal = new JournalTable(this, 'journal', {
      ...common,
      name: nameOf('vault-dr-journal', props),
      region,
      kmsKeyArn: this.key.arn,
      ...(deletionProtection !== undefined && { deletionProtection }),
    });
  }
}
