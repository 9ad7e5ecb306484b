"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.noReplication = void 0;
/** What is wrong with a cluster that is Vault Community. */
const noReplication = (cluster) => ({
    reason: `${cluster} runs Vault Community, which has no replication`,
    remedy: 'Install Vault Enterprise there, or correct the address.',
});
exports.noReplication = noReplication;
//# sourceMappingURL=community.js.map