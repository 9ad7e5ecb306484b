import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { Construct } from 'constructs';
import { dnsSuffixOf, partitionOf } from '../private/names';
import type { RegionProps } from '../private/region';
import type { TagSettings } from '../private/tags';

/** Props of {@link EncryptionKey}. */
export interface EncryptionKeyProps extends RegionProps, TagSettings {
  /** AWS account of the key, 12 digits. */
  readonly accountId: string;
  /** Name of the alias, without `alias/`. */
  readonly aliasName: string;
  /** Description of the key. */
  readonly description: string;
  /** Names of the log groups that may be encrypted with the key, with `*` as wildcard. @default - no log group */
  readonly logGroupPattern?: string;
}

/**
 * A KMS key with rotation and its alias. It encrypts the secret, the table, the logs and the variables of one region.
 */
export class EncryptionKey extends Construct {
  /** ARN of the key. */
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
            // Leaves the decision to the IAM policies of the account. Without this nobody could change the key again.
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
