"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.RegionalStore = void 0;
const data_aws_caller_identity_1 = require("@cdktf/provider-aws/lib/data-aws-caller-identity");
const constructs_1 = require("constructs");
const names_1 = require("../private/names");
const encryption_key_1 = require("./encryption-key");
const journal_table_1 = require("./journal-table");
const operation_token_secret_1 = require("./operation-token-secret");
/** What one region keeps: the key, the DR operation token's secret, the lease and the journal. */
class RegionalStore extends constructs_1.Construct {
    accountId;
    key;
    secret;
    journal;
    constructor(scope, id, props) {
        super(scope, id);
        const { provider, region, deletionProtection } = props;
        const common = { provider, ...(props.tags && { tags: props.tags }) };
        this.accountId = new data_aws_caller_identity_1.DataAwsCallerIdentity(this, 'account', { provider }).accountId;
        this.key = new encryption_key_1.EncryptionKey(this, 'key', {
            ...common,
            region,
            accountId: this.accountId,
            aliasName: (0, names_1.nameOf)('vault-dr', props),
            description: `Vault DR control plane ${props.environment} ${props.identifier}`,
            logGroupPattern: `/aws/lambda/vault-*-${props.environment}-${props.identifier}`,
        });
        this.secret = new operation_token_secret_1.OperationTokenSecret(this, 'operation-token', {
            ...common,
            name: (0, names_1.nameOf)('vault-dr-operation-token', props),
            kmsKeyArn: this.key.arn,
        });
        this.journal = new journal_table_1.JournalTable(this, 'journal', {
            ...common,
            name: (0, names_1.nameOf)('vault-dr-journal', props),
            region,
            kmsKeyArn: this.key.arn,
            ...(deletionProtection !== undefined && { deletionProtection }),
        });
    }
}
exports.RegionalStore = RegionalStore;
//# sourceMappingURL=regional-store.js.map