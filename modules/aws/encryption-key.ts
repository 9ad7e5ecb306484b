import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { dnsSuffixOf, partitionOf } from '../private/names';

export interface EncryptionKeyProps {
  readonly provider: TerraformProvider;
  readonly region: string;
  readonly accountId: string;
  /** Without `alias/`. */
  readonly aliasName: string;
  readonly description: string;
  /** Pattern of the log groups' names that may be encrypted with the key. @default - none */
  readonly logGroupPattern?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A KMS key with rotation, for the secret, the table, the logs and the Lambdas' variables of one region. */
export class EncryptionKey extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    const { provider, region, accountId, logGroupPattern, tags } = props;
    const partition = partitionOf(region);
    const key = new KmsKey(this, 'Resource', {
      provider,
      description: props.description,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            // The account's IAM policies decide; without this nobody could ever change the key again.
            Sid: 'Account',
            Effect: 'Allow',
            Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
            Action: 'kms:*',
            Resource: '*',
          },
          ...(logGroupPattern === undefined
            ? []
            : [logStatement(region, `arn:${partition}:logs:${region}:${accountId}:log-group:${logGroupPattern}`)]),
        ],
      }),
      tags,
    });
    new KmsAlias(this, 'alias', { provider, name: `alias/${props.aliasName}`, targetKeyId: key.keyId });
    this.arn = key.arn;
  }
}

const logStatement = (region: string, logGroupArn: string): object => ({
  Sid: 'Logs',
  Effect: 'Allow',
  Principal: { Service: `logs.${region}.${dnsSuffixOf(region)}` },
  Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
  Resource: '*',
  Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroupArn } },
});
