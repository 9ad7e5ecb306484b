"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.OperationTokenSecret = void 0;
const secretsmanager_secret_1 = require("@cdktf/provider-aws/lib/secretsmanager-secret");
const constructs_1 = require("constructs");
const contract_1 = require("../../functions/shared/contract");
/** The secret for the DR operation token. Its value is written by the generator alone, so no state ever holds it. */
class OperationTokenSecret extends constructs_1.Construct {
    arn;
    kmsKeyArn;
    constructor(scope, id, { provider, name, kmsKeyArn, tags }) {
        super(scope, id);
        const secret = new secretsmanager_secret_1.SecretsmanagerSecret(this, 'Resource', {
            provider,
            name,
            description: 'DR operation token of the Vault pair, written and rotated by dr-operation-token-gen',
            kmsKeyId: kmsKeyArn,
            recoveryWindowInDays: 7,
            ...(tags && { tags: { ...tags } }),
        });
        this.arn = secret.arn;
        this.kmsKeyArn = kmsKeyArn;
    }
    /** Lets a Lambda read the token, and tells it where. */
    grantRead(lambda) {
        this.grant(lambda, ['secretsmanager:GetSecretValue'], ['kms:Decrypt']);
    }
    /** Lets a Lambda write the token, and tells it where. */
    grantWrite(lambda) {
        this.grant(lambda, ['secretsmanager:PutSecretValue'], ['kms:Decrypt', 'kms:GenerateDataKey']);
    }
    grant(lambda, onSecret, onKey) {
        lambda.addEnvironment(contract_1.SECRET_ENV.secretArn, this.arn);
        lambda.allow({ Sid: 'Secret', Action: onSecret, Resource: [this.arn] });
        lambda.allow({ Sid: 'SecretKey', Action: onKey, Resource: [this.kmsKeyArn] });
    }
}
exports.OperationTokenSecret = OperationTokenSecret;
//# sourceMappingURL=operation-token-secret.js.map