"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.lookAtTables = lookAtTables;
const contract_1 = require("./contract");
const lease_table_1 = require("./lease-table");
const items_1 = require("./items");
/** Looks at every table in parallel. A table that gives no answer is no error. */
async function lookAtTables(tables, tableName) {
    const looks = contract_1.TABLE_NAMES.flatMap((name) => {
        const client = tables[name];
        return client ? [lookAt(client, tableName).then((look) => [name, look])] : [];
    });
    return Object.fromEntries(await Promise.all(looks));
}
async function lookAt(client, tableName) {
    const look = await (0, items_1.readItems)(client, tableName, contract_1.TABLE_KEYS.lease);
    if (look.kind === 'silent')
        return { kind: 'silent', detail: look.detail };
    const [item] = look.items;
    if (!item)
        return { kind: 'answers' };
    const { holder, since, until } = (0, lease_table_1.parseHolder)(item);
    return { kind: 'answers', lease: { holder, ...(since !== undefined && { since }), until } };
}
//# sourceMappingURL=table-looks.js.map