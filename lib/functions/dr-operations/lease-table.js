"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.parseHolder = exports.LeaseTable = exports.LEASE_KEY = exports.CALL_MS = exports.LEASE_MS = void 0;
const client_dynamodb_1 = require("@aws-sdk/client-dynamodb");
const contract_1 = require("./contract");
/** A lease that is not renewed ends after this time. */
exports.LEASE_MS = 8_000;
/** Limit of one call to a table, the same as that of a probe. */
exports.CALL_MS = 1_000;
/** The item of the lease. */
exports.LEASE_KEY = { pk: { S: contract_1.TABLE_KEYS.lease }, sk: { S: contract_1.TABLE_KEYS.lease } };
const MINE = 'operation_id = :me';
const FREE = `attribute_not_exists(pk) OR ${MINE}`;
/** The lease item of one table. */
class LeaseTable {
    client;
    options;
    #beat = 0;
    /** When this operation first took the lease here, ISO 8601. */
    #since;
    constructor(client, options) {
        this.client = client;
        this.options = options;
    }
    /** @param deadBeat beat of a lease that may be replaced @throws ConditionalCheckFailedException if another operation holds it */
    take = (deadBeat) => this.#put(deadBeat === undefined ? FREE : `${FREE} OR beat = :dead`, deadBeat);
    /** Never creates a lease that is gone, because another operation may have held it since. @throws ConditionalCheckFailedException */
    renew = () => this.#put(MINE);
    /** @returns the holder, or `undefined` if there is none or the table gives no answer */
    async holder() {
        try {
            await this.renew();
            return undefined;
        }
        catch (error) {
            return error instanceof client_dynamodb_1.ConditionalCheckFailedException && error.Item ? (0, exports.parseHolder)(error.Item) : undefined;
        }
    }
    /** Best effort. */
    async delete() {
        const command = new client_dynamodb_1.DeleteItemCommand({
            TableName: this.options.tableName,
            Key: exports.LEASE_KEY,
            ConditionExpression: MINE,
            ExpressionAttributeValues: { ':me': { S: this.options.operationId } },
        });
        await this.client.send(command, { abortSignal: AbortSignal.timeout(exports.CALL_MS) }).catch(() => undefined);
    }
    static holderOf = ({ Item }) => (0, exports.parseHolder)(Item);
    async #put(condition, deadBeat) {
        const { operationId, holder, clock, tableName } = this.options;
        const beat = `${operationId}#${this.#beat++}`;
        const now = clock.now();
        this.#since ??= new Date(now).toISOString();
        const until = new Date(now + exports.LEASE_MS).toISOString();
        const values = { ':me': { S: operationId } };
        if (deadBeat !== undefined)
            values[':dead'] = { S: deadBeat };
        const command = new client_dynamodb_1.PutItemCommand({
            TableName: tableName,
            Item: {
                ...exports.LEASE_KEY,
                operation_id: { S: operationId },
                holder: { S: holder },
                beat: { S: beat },
                since: { S: this.#since },
                until: { S: until },
            },
            ConditionExpression: condition,
            ExpressionAttributeValues: values,
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        });
        await this.client.send(command, { abortSignal: AbortSignal.timeout(exports.CALL_MS) });
    }
}
exports.LeaseTable = LeaseTable;
const parseHolder = (item) => ({
    holder: item?.['holder']?.S ?? 'an unknown operation',
    beat: item?.['beat']?.S ?? '',
    ...(item?.['since']?.S !== undefined && { since: item['since'].S }),
    until: item?.['until']?.S ?? 'an unknown time',
});
exports.parseHolder = parseHolder;
//# sourceMappingURL=lease-table.js.map