"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.JournalTable = void 0;
exports.grantJournals = grantJournals;
exports.grantAutomatic = grantAutomatic;
exports.grantWatching = grantWatching;
exports.grantRow = grantRow;
exports.grantReadRow = grantReadRow;
const dynamodb_table_1 = require("@cdktf/provider-aws/lib/dynamodb-table");
const constructs_1 = require("constructs");
const contract_1 = require("../../functions/dr-operations/contract");
/**
 * A DynamoDB table with the lease and the journal of operations of one region. In a witness it holds only the lease.
 */
class JournalTable extends constructs_1.Construct {
    /** ARN of the table. */
    arn;
    /** Name of the table. */
    name;
    /** AWS region of the table. */
    region;
    /** ARN of the KMS key that encrypts the table. */
    kmsKeyArn;
    /** ARN of the stream of its changes. Empty without `stream`. */
    streamArn;
    constructor(scope, id, props) {
        super(scope, id);
        const table = new dynamodb_table_1.DynamodbTable(this, 'Resource', {
            provider: props.provider,
            name: props.name,
            billingMode: 'PAY_PER_REQUEST',
            hashKey: 'pk',
            rangeKey: 'sk',
            attribute: [
                { name: 'pk', type: 'S' },
                { name: 'sk', type: 'S' },
            ],
            ttl: { attributeName: 'expires_at', enabled: true },
            pointInTimeRecovery: { enabled: true },
            serverSideEncryption: { enabled: true, kmsKeyArn: props.kmsKeyArn },
            deletionProtectionEnabled: props.deletionProtection ?? true,
            ...(props.stream && { streamEnabled: true, streamViewType: 'NEW_AND_OLD_IMAGES' }),
            tags: props.tags,
        });
        this.streamArn = table.streamArn;
        this.arn = table.arn;
        this.name = props.name;
        this.region = props.region;
        this.kmsKeyArn = props.kmsKeyArn;
    }
}
exports.JournalTable = JournalTable;
const ACTIONS = {
    operate: ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query'],
    read: ['dynamodb:Query'],
};
const KEY_ACTIONS = {
    operate: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
    read: ['kms:Decrypt', 'kms:DescribeKey'],
};
/**
 * Lets a Lambda hold the lease in every table, and read and write the journal in the regions of both clusters. Sets the
 * variables with the names of the table and the regions.
 *
 * @param access `read`: it may only look at lease and journal
 */
function grantJournals(lambda, { home, away, witness }, access = 'operate') {
    lambda.addEnvironment(contract_1.OPERATIONS_ENV.journalTable, home.name);
    lambda.addEnvironment(contract_1.OPERATIONS_ENV.homeRegion, home.region);
    lambda.addEnvironment(contract_1.OPERATIONS_ENV.awayRegion, away.region);
    lambda.allow({
        Sid: 'Journal',
        Action: ACTIONS[access],
        Resource: [home.arn, away.arn],
    });
    lambda.allow({
        Sid: 'JournalKey',
        Action: KEY_ACTIONS[access],
        Resource: [home.kmsKeyArn, away.kmsKeyArn],
    });
    if (witness)
        grantLease(lambda, witness, access);
}
/** Lets a Lambda read, put and delete the lease in the table of the witness, but no other item. */
function grantLease(lambda, witness, access) {
    lambda.addEnvironment(contract_1.OPERATIONS_ENV.witnessRegion, witness.region);
    lambda.allow(onKeys('Witness', ACTIONS[access], witness, [contract_1.TABLE_KEYS.lease]));
    lambda.allow({ Sid: 'WitnessKey', Action: KEY_ACTIONS[access], Resource: [witness.kmsKeyArn] });
}
/** Lets `dr-operations` decide whether something may begin by itself: what people have set, and the row of the witness. */
function grantAutomatic(lambda, { witness }) {
    if (!witness)
        return;
    lambda.allow(onKeys('WitnessAutomatic', ['dynamodb:Query'], witness, [contract_1.TABLE_KEYS.automatic, contract_1.TABLE_KEYS.watcher]));
    lambda.allow(onKeys('WitnessState', ['dynamodb:DeleteItem', 'dynamodb:PutItem'], witness, [contract_1.TABLE_KEYS.automatic]));
}
/**
 * Lets a watcher read the row of the others, and write its own one.
 *
 * @param own the table of its own region
 */
function grantWatching(lambda, own, witness) {
    lambda.allow(onKeys('WitnessAutomatic', ['dynamodb:Query'], witness, [contract_1.TABLE_KEYS.automatic, contract_1.TABLE_KEYS.watcher]));
    grantRow(lambda, own);
}
/** Lets a Lambda write the row of a watcher into a table. */
function grantRow(lambda, own) {
    lambda.allow(onKeys('Row', ['dynamodb:PutItem'], own, [contract_1.TABLE_KEYS.watcher]));
    lambda.allow({ Sid: 'RowKey', Action: KEY_ACTIONS.operate, Resource: [own.kmsKeyArn] });
}
/** Lets a Lambda read the row of a watcher in a table. */
function grantReadRow(lambda, sid, table) {
    lambda.allow(onKeys(sid, ['dynamodb:Query'], table, [contract_1.TABLE_KEYS.watcher]));
    lambda.allow({ Sid: `${sid}Key`, Action: KEY_ACTIONS.read, Resource: [table.kmsKeyArn] });
}
const onKeys = (sid, actions, { arn }, keys) => ({
    Sid: sid,
    Action: [...actions],
    Resource: [arn],
    Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [...keys] } },
});
//# sourceMappingURL=journal-table.js.map