"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.takeNotes = void 0;
const TEXTS = {
    'lease-watched': ['info', 'another operation holds the lease: waiting to see whether it is alive'],
    'lease-table-silent': ['warn', 'the lease is not held in a table that gives no answer'],
    'lease-not-renewed': ['warn', 'the lease was not renewed'],
    'without-lease': ['warn', 'continuing without a lease, as the operator allowed'],
    'journal-table-silent': ['warn', 'the journal is not written to a table that gives no answer'],
    'role-change-retried': ['info', 'a cluster is asked again to change its role'],
    'name-change-retried': ['warn', 'the weights are sent again'],
    'health-not-led': ['warn', 'the health checks of the client name are not told of the promotion'],
    'name-left-to-health': ['warn', 'the weights are not changed, and the health checks lead the clients'],
    'link-retried': ['warn', 'linking failed and is tried again'],
};
/** Writes notes to the log, and to the observer if there is one. */
const takeNotes = (log, onProgress) => (kind, facts = {}) => {
    const [level, text] = TEXTS[kind];
    log[level](text, { note: kind, ...facts });
    onProgress?.({ kind: 'note', note: { kind, text, level, ...facts } });
};
exports.takeNotes = takeNotes;
//# sourceMappingURL=notes.js.map