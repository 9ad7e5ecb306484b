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
export declare class NotificationTopic extends Construct {
    /** ARN of the topic. */
    readonly arn: string;
    constructor(scope: Construct, id: string, props: NotificationTopicProps);
}
