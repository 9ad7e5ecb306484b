"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.OperationTokenSecret = void 0;
const secretsmanager_secret_1 = require("@cdktf/provider-aws/lib/secretsmanager-secret");
const constructs_1 = require("constructs");
const contract_1 = require("../../functions/dr-operation-token-gen/contract");
const contract_2 = require("../../functions/shared/contract");
const USES = {
    operation: {
        description: 'DR operation token of the Vault pair, written and rotated by dr-operation-token-gen',
        variable: contract_2.SECRET_ENV.secretArn,
        sid: 'Secret',
    },
    'break-glass': {
        description: 'Token of the Vault pair for break-glass with key shares, written and rotated by dr-operation-token-gen',
        variable: contract_1.BREAK_GLASS_ENV.secretArn,
        sid: 'BreakGlassSecret',
    },
};
/**
 * The secret for one token of one region: the DR operation token, or the break-glass token. Only the Lambda
 * `dr-operation-token-gen` writes its value, so that the value is in no Terraform state.
 */
class OperationTokenSecret extends constructs_1.Construct {
    /** ARN of the secret. */
    arn;
    kmsKeyArn;
    use;
    constructor(scope, id, props) {
        super(scope, id);
        const { provider, name, kmsKeyArn, recoveryDays = 7, use = 'operation', tags } = props;
        this.use = USES[use];
        const secret = new secretsmanager_secret_1.SecretsmanagerSecret(this, 'Resource', {
            provider,
            name,
            description: this.use.description,
            kmsKeyId: kmsKeyArn,
            recoveryWindowInDays: recoveryDays,
            tags,
        });
        this.arn = secret.arn;
        this.kmsKeyArn = kmsKeyArn;
    }
    /** Lets a Lambda read the token, and sets the variable with the ARN. */
    grantRead(lambda) {
        this.grant(lambda, ['secretsmanager:GetSecretValue'], ['kms:Decrypt']);
    }
    /** Lets a Lambda write the token, and sets the variable with the ARN. */
    grantWrite(lambda) {
        this.grant(lambda, ['secretsmanager:PutSecretValue'], ['kms:Decrypt', 'kms:GenerateDataKey']);
    }
    grant(lambda, onSecret, onKey) {
        const { variable, sid } = this.use;
        lambda.addEnvironment(variable, this.arn);
        lambda.allow({ Sid: sid, Action: onSecret, Resource: [this.arn] });
        lambda.allow({ Sid: `${sid}Key`, Action: onKey, Resource: [this.kmsKeyArn] });
    }
}
exports.OperationTokenSecret = OperationTokenSecret;
//# sourceMappingURL=operation-token-secret.js.map