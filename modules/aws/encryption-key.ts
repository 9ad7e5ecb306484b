import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { dnsSuffixOf, partitionOf } from '../../functions/shared/partition';
import type { Tagged } from '../private/names';

/** Props of `EncryptionKey`. */
export interface EncryptionKeyProps extends Tagged {
  /** The AWS provider of the region. */
  readonly provider: TerraformProvider;
  /** AWS region, e.g. `eu-west-1`. */
  readonly region: string;
  /** AWS account of the key, which its policy names. */
  readonly accountId: string;
  /** Name of the alias, without `alias/`. */
  readonly aliasName: string;
  /** Description of the key. */
  readonly description: string;
  /** Pattern for the names of the log groups that CloudWatch may encrypt with the key. @default - none */
  readonly logGroupPattern?: string;
  /** Whether CloudWatch may send its alarms to a topic that the key encrypts. @default false */
  readonly alarms?: boolean;
}

/**
 * A KMS key that rotates each year, and its alias. It encrypts the secret, the journal, the logs and the variables of
 * the Lambdas of one region.
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
            // The IAM policies of the account decide. Without this statement nobody could ever change the key again.
            Sid: 'Account',
            Effect: 'Allow',
            Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
            Action: 'kms:*',
            Resource: '*',
          },
          ...(logGroupPattern === undefined
            ? []
            : [logStatement(region, `arn:${partition}:logs:${region}:${accountId}:log-group:${logGroupPattern}`)]),
          ...(props.alarms ? [alarmStatement(accountId)] : []),
        ],
      }),
      tags,
    });
    new KmsAlias(this, 'alias', { provider, name: `alias/${props.aliasName}`, targetKeyId: key.keyId });
    this.arn = key.arn;
  }
}

const alarmStatement = (accountId: string): object => ({
  Sid: 'Alarms',
  Effect: 'Allow',
  Principal: { Service: 'cloudwatch.amazonaws.com' },
  Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
  Resource: '*',
  Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
});

const logStatement = (region: string, logGroupArn: string): object => ({
  Sid: 'Logs',
  Effect: 'Allow',
  Principal: { Service: `logs.${region}.${dnsSuffixOf(region)}` },
  Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
  Resource: '*',
  Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroupArn } },
});
