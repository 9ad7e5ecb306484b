"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.JournalTable = void 0;
exports.grantJournals = grantJournals;
const dynamodb_table_1 = require("@cdktf/provider-aws/lib/dynamodb-table");
const constructs_1 = require("constructs");
const contract_1 = require("../../functions/dr-operations/contract");
/** The lease and the journal of operations, in one region. */
class JournalTable extends constructs_1.Construct {
    arn;
    name;
    region;
    kmsKeyArn;
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
            ...(props.tags && { tags: { ...props.tags } }),
        });
        this.arn = table.arn;
        this.name = props.name;
        this.region = props.region;
        this.kmsKeyArn = props.kmsKeyArn;
    }
}
exports.JournalTable = JournalTable;
/** Lets a Lambda hold the lease and keep the journal in both regions, and tells it where. */
function grantJournals(lambda, { home, away }) {
    lambda.addEnvironment(contract_1.OPERATIONS_ENV.journalTable, home.name);
    lambda.addEnvironment(contract_1.OPERATIONS_ENV.homeRegion, home.region);
    lambda.addEnvironment(contract_1.OPERATIONS_ENV.awayRegion, away.region);
    lambda.allow({
        Sid: 'Journal',
        Action: ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query'],
        Resource: [home.arn, away.arn],
    });
    lambda.allow({
        Sid: 'JournalKey',
        Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
        Resource: [home.kmsKeyArn, away.kmsKeyArn],
    });
}
//# sourceMappingURL=journal-table.js.map