"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.WitnessStore = void 0;
const data_aws_caller_identity_1 = require("@cdktf/provider-aws/lib/data-aws-caller-identity");
const constructs_1 = require("constructs");
const encryption_key_1 = require("./aws/encryption-key");
const journal_table_1 = require("./aws/journal-table");
const names_1 = require("./private/names");
/**
 * A third table, which holds only the lease, and its key. An operation then needs two tables of three, so that it can
 * run while one region is lost, and two operations never run at the same time.
 */
class WitnessStore extends constructs_1.Construct {
    /** The KMS key that encrypts the table. */
    key;
    /** The table with the lease. */
    table;
    /** AWS account of the table. */
    accountId;
    constructor(scope, id, props) {
        super(scope, id);
        const { provider, region, deletionProtection } = props;
        const common = { provider, region, tags: props.tags };
        this.accountId = new data_aws_caller_identity_1.DataAwsCallerIdentity(this, 'account', { provider }).accountId;
        this.key = new encryption_key_1.EncryptionKey(this, 'key', {
            ...common,
            accountId: this.accountId,
            logGroupPattern: props.logGroupPattern,
            aliasName: (0, names_1.nameOf)('vault-dr', props),
            description: `Vault DR lease ${props.environment} ${props.identifier}`,
        });
        this.table = new journal_table_1.JournalTable(this, 'lease', {
            ...common,
            // The engine uses one table name in all regions.
            name: (0, names_1.nameOf)('vault-dr-journal', props),
            kmsKeyArn: this.key.arn,
            deletionProtection,
        });
    }
}
exports.WitnessStore = WitnessStore;
//# sourceMappingURL=witness-store.js.map