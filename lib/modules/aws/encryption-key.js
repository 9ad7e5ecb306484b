"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.EncryptionKey = void 0;
const kms_alias_1 = require("@cdktf/provider-aws/lib/kms-alias");
const kms_key_1 = require("@cdktf/provider-aws/lib/kms-key");
const constructs_1 = require("constructs");
const partition_1 = require("../../functions/shared/partition");
/**
 * A KMS key that rotates each year, and its alias. It encrypts the secret, the journal, the logs and the variables of
 * the Lambdas of one region.
 */
class EncryptionKey extends constructs_1.Construct {
    /** ARN of the key. */
    arn;
    constructor(scope, id, props) {
        super(scope, id);
        const { provider, region, accountId, logGroupPattern, tags } = props;
        const partition = (0, partition_1.partitionOf)(region);
        const key = new kms_key_1.KmsKey(this, 'Resource', {
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
        new kms_alias_1.KmsAlias(this, 'alias', { provider, name: `alias/${props.aliasName}`, targetKeyId: key.keyId });
        this.arn = key.arn;
    }
}
exports.EncryptionKey = EncryptionKey;
const alarmStatement = (accountId) => ({
    Sid: 'Alarms',
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Resource: '*',
    Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
});
const logStatement = (region, logGroupArn) => ({
    Sid: 'Logs',
    Effect: 'Allow',
    Principal: { Service: `logs.${region}.${(0, partition_1.dnsSuffixOf)(region)}` },
    Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    Resource: '*',
    Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroupArn } },
});
//# sourceMappingURL=encryption-key.js.map