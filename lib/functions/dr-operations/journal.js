"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Journal = void 0;
const client_dynamodb_1 = require("@aws-sdk/client-dynamodb");
const contract_1 = require("../shared/contract");
const contract_2 = require("./contract");
const history_1 = require("./history");
const CALL_MS = 1_000;
/**
 * Writes every operation to the tables of both regions, as far as they answer. The entry is overwritten as the operation
 * proceeds, in the background, so that the journal does not slow down a failover.
 */
class Journal {
    options;
    #writers;
    #lost = new Set();
    /** Time of the newest entry that was read, milliseconds since the epoch. */
    #newestAt = Number.NEGATIVE_INFINITY;
    /** Counts the versions of the entry, because a killed operation may leave an older one in one of the tables. */
    #revision = 0;
    constructor(options) {
        this.options = options;
        this.#writers = {
            home: new NewestWriter((item) => this.#put('home', item)),
            away: new NewestWriter((item) => this.#put('away', item)),
        };
    }
    /** Begins to write; `flush` waits for it. @param promotion the last one of this system, for later operations */
    write(entry, promotion) {
        const item = this.#item(entry, promotion);
        for (const cluster of contract_1.CLUSTER_NAMES)
            this.#writers[cluster].write(item);
    }
    /** Waits for the writes. @returns whether a table has the last version */
    async flush() {
        const writes = contract_1.CLUSTER_NAMES.map((cluster) => this.#writers[cluster].flush());
        // One table is enough. The other one is waited for only if the first one failed.
        const first = await Promise.any(writes.map((each) => each.then((isWritten) => isWritten || Promise.reject(new Error('not written'))))).catch(() => false);
        return first;
    }
    /** Waits until all writes have ended. */
    async close() {
        await Promise.all(contract_1.CLUSTER_NAMES.map((cluster) => this.#writers[cluster].flush()));
    }
    /** What the newest entry tells the next operation. */
    async readHistory() {
        const found = await Promise.all(contract_1.CLUSTER_NAMES.map((cluster) => this.#newest(cluster)));
        const [newest] = found
            .filter((item) => item !== undefined && item !== 'lost')
            .sort((a, b) => (b['sk']?.S ?? '').localeCompare(a['sk']?.S ?? '') || revisionOf(b) - revisionOf(a));
        const [startedAt] = newest?.['sk']?.S?.split('#') ?? [];
        if (startedAt !== undefined)
            this.#newestAt = Date.parse(startedAt);
        return { ...(0, history_1.parseHistory)(newest), known: !found.includes('lost') };
    }
    async #newest(cluster) {
        const query = new client_dynamodb_1.QueryCommand({
            TableName: this.options.tableName,
            KeyConditionExpression: 'pk = :operation',
            ExpressionAttributeValues: { ':operation': { S: contract_2.TABLE_KEYS.journal } },
            ProjectionExpression: 'sk, revision, operation, target, outcome, received, promotion',
            ConsistentRead: true,
            ScanIndexForward: false,
            Limit: 1,
        });
        try {
            const answer = await this.options.tables[cluster].send(query, { abortSignal: AbortSignal.timeout(CALL_MS) });
            return answer.Items?.[0];
        }
        catch (error) {
            this.#lose(cluster, error);
            return 'lost';
        }
    }
    #item(entry, promotion) {
        const { startedAt, operationId, operation, to, outcome } = entry;
        return {
            pk: { S: contract_2.TABLE_KEYS.journal },
            sk: { S: `${this.#order(startedAt)}#${operationId}` },
            revision: { N: String(this.#revision++) },
            operation: { S: operation },
            ...(to !== undefined && { target: { S: to } }),
            outcome: { S: outcome },
            ...(promotion && { promotion: { S: JSON.stringify(promotion) } }),
            entry: { S: JSON.stringify(entry) },
            expires_at: { N: String(Math.floor(Date.parse(startedAt) / 1000) + contract_2.KEEP_DAYS * 24 * 3600) },
        };
    }
    async #put(cluster, item) {
        if (this.#lost.has(cluster))
            return false;
        const put = new client_dynamodb_1.PutItemCommand({ TableName: this.options.tableName, Item: item });
        try {
            await this.options.tables[cluster].send(put, { abortSignal: AbortSignal.timeout(CALL_MS) });
            return true;
        }
        catch (error) {
            this.#lose(cluster, error);
            return false;
        }
    }
    /** Sort time of the entry: after the newest one, even if another machine's clock is ahead of this one's. */
    #order(startedAt) {
        return new Date(Math.max(Date.parse(startedAt), this.#newestAt + 1)).toISOString();
    }
    /** After one time-out the rest of this operation does not use that table. */
    #lose(cluster, error) {
        if (this.#lost.has(cluster))
            return;
        this.#lost.add(cluster);
        this.options.note('journal-table-silent', {
            table: cluster,
            detail: error instanceof Error ? error.name : 'unknown',
        });
    }
}
exports.Journal = Journal;
const revisionOf = (item) => Number(item['revision']?.N ?? -1);
/** Writes one item at a time. Of the items that arrive meanwhile it writes only the newest, because each replaces the last. */
class NewestWriter {
    put;
    #next;
    #running;
    #isWritten = true;
    constructor(put) {
        this.put = put;
    }
    write(item) {
        this.#next = item;
        this.#running ??= this.#run();
    }
    /** @returns whether the last item was written */
    flush() {
        return this.#running ?? Promise.resolve(this.#isWritten);
    }
    async #run() {
        while (this.#next) {
            const item = this.#next;
            this.#next = undefined;
            this.#isWritten = await this.put(item);
        }
        this.#running = undefined;
        return this.#isWritten;
    }
}
//# sourceMappingURL=journal.js.map