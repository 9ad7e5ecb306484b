"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.EncryptionKey = void 0;
const kms_alias_1 = require("@cdktf/provider-aws/lib/kms-alias");
const kms_key_1 = require("@cdktf/provider-aws/lib/kms-key");
const constructs_1 = require("constructs");
const names_1 = require("../private/names");
/** A KMS key with rotation, for the secret, the table, the logs and the Lambdas' variables of one region. */
class EncryptionKey extends constructs_1.Construct {
    arn;
    constructor(scope, id, props) {
        super(scope, id);
        const { provider, region, accountId, tags } = props;
        const partition = (0, names_1.partitionOf)(region);
        const key = new kms_key_1.KmsKey(this, 'Resource', {
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
                    {
                        Sid: 'Logs',
                        Effect: 'Allow',
                        Principal: { Service: `logs.${region}.amazonaws.com` },
                        Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
                        Resource: '*',
                        Condition: {
                            ArnLike: {
                                'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${accountId}:log-group:${props.logGroupPattern}`,
                            },
                        },
                    },
                ],
            }),
            ...(tags && { tags: { ...tags } }),
        });
        new kms_alias_1.KmsAlias(this, 'alias', { provider, name: `alias/${props.aliasName}`, targetKeyId: key.keyId });
        this.arn = key.arn;
    }
}
exports.EncryptionKey = EncryptionKey;
//# sourceMappingURL=encryption-key.js.map