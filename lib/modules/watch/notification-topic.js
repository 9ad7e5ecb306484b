"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.NotificationTopic = void 0;
const sns_topic_1 = require("@cdktf/provider-aws/lib/sns-topic");
const sns_topic_policy_1 = require("@cdktf/provider-aws/lib/sns-topic-policy");
const constructs_1 = require("constructs");
/** An SNS topic for the alarms of one region. Subscriptions are yours to add. */
class NotificationTopic extends constructs_1.Construct {
    /** ARN of the topic. */
    arn;
    constructor(scope, id, props) {
        super(scope, id);
        const { provider, name, accountId, kmsKeyArn, tags } = props;
        const topic = new sns_topic_1.SnsTopic(this, 'Resource', { provider, name, kmsMasterKeyId: kmsKeyArn, tags });
        new sns_topic_policy_1.SnsTopicPolicy(this, 'policy', {
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
exports.NotificationTopic = NotificationTopic;
//# sourceMappingURL=notification-topic.js.map