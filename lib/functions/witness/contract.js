"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.WITNESS_ENV = void 0;
exports.WITNESS_ENV = {
    /** Name of the lease and journal table, the same in every region. */
    journalTable: 'JOURNAL_TABLE',
    homeRegion: 'HOME_REGION',
};
//# sourceMappingURL=contract.js.map