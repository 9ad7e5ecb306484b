"use strict";
var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    var desc = Object.getOwnPropertyDescriptor(m, k);
    if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) {
      desc = { enumerable: true, get: function() { return m[k]; } };
    }
    Object.defineProperty(o, k2, desc);
}) : (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    o[k2] = m[k];
}));
var __setModuleDefault = (this && this.__setModuleDefault) || (Object.create ? (function(o, v) {
    Object.defineProperty(o, "default", { enumerable: true, value: v });
}) : function(o, v) {
    o["default"] = v;
});
var __importStar = (this && this.__importStar) || (function () {
    var ownKeys = function(o) {
        ownKeys = Object.getOwnPropertyNames || function (o) {
            var ar = [];
            for (var k in o) if (Object.prototype.hasOwnProperty.call(o, k)) ar[ar.length] = k;
            return ar;
        };
        return ownKeys(o);
    };
    return function (mod) {
        if (mod && mod.__esModule) return mod;
        var result = {};
        if (mod != null) for (var k = ownKeys(mod), i = 0; i < k.length; i++) if (k[i] !== "default") __createBinding(result, mod, k[i]);
        __setModuleDefault(result, mod);
        return result;
    };
})();
Object.defineProperty(exports, "__esModule", { value: true });
exports.isEnough = exports.ACTS = void 0;
exports.readState = readState;
exports.mergeStates = mergeStates;
exports.writePart = writePart;
exports.deletePart = deletePart;
const client_dynamodb_1 = require("@aws-sdk/client-dynamodb");
const v = __importStar(require("valibot"));
const contract_1 = require("../contract");
const items_1 = require("../items");
const lease_table_1 = require("../lease-table");
/** What somebody did. Times are ISO 8601, by the clock of whoever wrote them. */
const MARK = v.object({ id: v.string(), at: v.string(), actor: v.string(), reason: v.optional(v.string()) });
/** An operation that began by itself. */
const ACT = v.object({ id: v.string(), at: v.string(), reason: v.string(), acknowledged: v.optional(MARK) });
/** What can begin by itself. */
exports.ACTS = ['failover', 'fence'];
/** Partition key of the state. The sort key is `pause` or the name of an act. */
const STATE_KEY = contract_1.TABLE_KEYS.automatic;
/** Any two of the tables have a table in common with any other two, of two tables or of three. */
const ENOUGH = 2;
/**
 * Reads the state from every table. What holds something up counts if any table has it: a pause, and an act that nobody
 * has acknowledged.
 */
async function readState(tables, tableName) {
    const looks = await Promise.all(clientsOf(tables).map(async ([, client]) => {
        const look = await (0, items_1.readItems)(client, tableName, STATE_KEY);
        return look.kind === 'answers' ? [parseState(look.items)] : [];
    }));
    const states = looks.flat();
    // An item that cannot be read may be a pause of a newer release.
    if (states.length < ENOUGH || states.includes('malformed'))
        return { kind: 'unknown' };
    return { kind: 'known', ...states.reduce(mergeStates, {}) };
}
/** Both states together. Pure. */
function mergeStates(a, b) {
    const pause = newest(a.pause, b.pause);
    const [failover, fence] = [mergeActs(a.failover, b.failover), mergeActs(a.fence, b.fence)];
    return { ...(pause && { pause }), ...(failover && { failover }), ...(fence && { fence }) };
}
/** The newest act; it counts as acknowledged only if every act does. */
function mergeActs(a, b) {
    const act = newest(a, b);
    const open = [a, b].find((each) => each && !each.acknowledged);
    return act?.acknowledged && open ? { ...open, at: act.at } : act;
}
const newest = (a, b) => a && b ? (b.at > a.at ? b : a) : (a ?? b);
/**
 * Writes one part of the state to every table.
 *
 * @param replaces id of what it may replace; `anything` by default
 * @returns the tables that have it
 */
function writePart(tables, tableName, part) {
    const { slot, value, replaces } = part;
    return onEach(tables, (client) => client.send(new client_dynamodb_1.PutItemCommand({
        TableName: tableName,
        Item: { ...keyOf(slot), id: { S: value.id }, value: { S: JSON.stringify(value) } },
        ...(replaces !== undefined && conditionOf(replaces)),
    }), { abortSignal: AbortSignal.timeout(lease_table_1.CALL_MS) }));
}
/** Deletes a part with this id from every table, but no later one. @returns the tables that do not have it any more */
function deletePart(tables, tableName, slot, id) {
    return onEach(tables, (client) => client.send(new client_dynamodb_1.DeleteItemCommand({ TableName: tableName, Key: keyOf(slot), ...conditionOf(id) }), {
        abortSignal: AbortSignal.timeout(lease_table_1.CALL_MS),
    }));
}
/** Whether so many tables have it that every later reader sees it. */
const isEnough = (tables) => tables.length >= ENOUGH;
exports.isEnough = isEnough;
const keyOf = (slot) => ({ pk: { S: STATE_KEY }, sk: { S: slot } });
const conditionOf = (id) => ({
    ConditionExpression: 'attribute_not_exists(pk) OR id = :id',
    ExpressionAttributeValues: { ':id': { S: id } },
});
const clientsOf = (tables) => contract_1.TABLE_NAMES.flatMap((name) => {
    const client = tables[name];
    return client ? [[name, client]] : [];
});
async function onEach(tables, change) {
    const done = await Promise.all(clientsOf(tables).map(async ([name, client]) => {
        try {
            await change(client);
            return [name];
        }
        catch {
            return [];
        }
    }));
    return done.flat();
}
function parseState(items) {
    const text = (slot) => items.find(({ sk }) => sk?.S === slot)?.['value']?.S;
    const parsed = v.safeParse(STATE, { pause: text('pause'), failover: text('failover'), fence: text('fence') });
    if (!parsed.success)
        return 'malformed';
    const { pause, failover, fence } = parsed.output;
    return { ...(pause && { pause }), ...(failover && { failover }), ...(fence && { fence }) };
}
const json = (schema) => v.optional(v.pipe(v.string(), v.parseJson(), schema));
const STATE = v.object({ pause: json(MARK), failover: json(ACT), fence: json(ACT) });
//# sourceMappingURL=state.js.map