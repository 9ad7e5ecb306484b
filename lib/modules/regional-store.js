"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.RegionalStore = void 0;
const data_aws_caller_identity_1 = require("@cdktf/provider-aws/lib/data-aws-caller-identity");
const constructs_1 = require("constructs");
const encryption_key_1 = require("./aws/encryption-key");
const journal_table_1 = require("./aws/journal-table");
const operation_token_secret_1 = require("./aws/operation-token-secret");
const names_1 = require("./private/names");
/**
 * The stored data of one region: the secrets with the DR operation token and the break-glass token, the table with lease
 * and journal, their key.
 */
class RegionalStore extends constructs_1.Construct {
    /** AWS account of the provider. */
    accountId;
    /** The KMS key that encrypts the secret, the table, the logs and the variables. */
    key;
    /** The secret with the DR operation token. */
    secret;
    /** The secret with the break-glass token, if there is one. */
    breakGlassSecret;
    /** The table with the lease and the journal. */
    journal;
    constructor(scope, id, props) {
        super(scope, id);
        const { provider, region, deletionProtection } = props;
        const common = { provider, tags: props.tags };
        this.accountId = new data_aws_caller_identity_1.DataAwsCallerIdentity(this, 'account', { provider }).accountId;
        this.key = new encryption_key_1.EncryptionKey(this, 'key', {
            ...common,
            region,
            accountId: this.accountId,
            aliasName: (0, names_1.nameOf)('vault-dr', props),
            description: `Vault DR control plane ${props.environment} ${props.identifier}`,
            logGroupPattern: `/aws/lambda/vault-*-${props.environment}-${props.identifier}`,
            alarms: props.alarms,
        });
        const secret = { ...common, kmsKeyArn: this.key.arn, recoveryDays: props.secretRecoveryDays };
        this.secret = new operation_token_secret_1.OperationTokenSecret(this, 'operation-token', {
            ...secret,
            name: (0, names_1.nameOf)('vault-dr-operation-token', props),
        });
        this.breakGlassSecret = props.breakGlassToken
            ? new operation_token_secret_1.OperationTokenSecret(this, 'break-glass-token', {
                ...secret,
                name: (0, names_1.nameOf)('vault-dr-break-glass-token', props),
                use: 'break-glass',
            })
            : undefined;
        this.journal = new journal_table_1.JournalTable(this, 'journal', {
            ...common,
            name: (0, names_1.nameOf)('vault-dr-journal', props),
            region,
            kmsKeyArn: this.key.arn,
            deletionProtection,
            stream: props.stream,
        });
    }
}
exports.RegionalStore = RegionalStore;
//# sourceMappingURL=regional-store.js.map