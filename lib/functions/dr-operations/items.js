"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.readItems = readItems;
exports.isAnswer = isAnswer;
const client_dynamodb_1 = require("@aws-sdk/client-dynamodb");
const lease_table_1 = require("./lease-table");
/** Reads the few items with this partition key. A table that gives no answer is no error. */
async function readItems(client, tableName, key) {
    const query = new client_dynamodb_1.QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :key',
        ExpressionAttributeValues: { ':key': { S: key } },
        ConsistentRead: true,
    });
    try {
        const { Items } = await client.send(query, { abortSignal: AbortSignal.timeout(lease_table_1.CALL_MS) });
        return { kind: 'answers', items: Items ?? [] };
    }
    catch (error) {
        return { kind: 'silent', detail: error instanceof Error ? error.name : 'unknown', hasAnswered: isAnswer(error) };
    }
}
/** Whether a service of AWS has answered, be it with an error. */
function isAnswer(error) {
    const { $metadata, $response } = error;
    return $metadata?.httpStatusCode !== undefined || $response !== undefined;
}
//# sourceMappingURL=items.js.map