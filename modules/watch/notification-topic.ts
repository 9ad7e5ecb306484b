import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import type { Tagged } from '../private/names';

/** Props of `NotificationTopic`. */
export interface NotificationTopicProps extends Tagged {
  /** The AWS provider of the region. */
  readonly provider: TerraformProvider;
  /** Name of the topic. */
  readonly name: string;
  /** AWS account whose alarms may publish. */
  readonly accountId: string;
  /** ARN of the KMS key that encrypts the messages. */
  readonly kmsKeyArn: string;
}

/** An SNS topic for the alarms of one region. Subscriptions are yours to add. */
export class NotificationTopic extends Construct {
  /** ARN of the topic. */
  readonly arn: string;

  constructor(scope: Construct, id: string, props: NotificationTopicProps) {
    super(scope, id);
    const { provider, name, accountId, kmsKeyArn, tags } = props;
    const topic = new SnsTopic(this, 'Resource', { provider, name, kmsMasterKeyId: kmsKeyArn, tags });
    new SnsTopicPolicy(this, 'policy', {
      provider,
      arn: topic.arn,
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'Alarms',
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: topic.arn,
            Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
          },
          {
            Sid: 'OnlyTls',
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 'sns:Publish',
            Resource: topic.arn,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      }),
    });
    this.arn = topic.arn;
  }
}
