"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.OPERATIONS = exports.OPERATIONS_ENV = void 0;
exports.OPERATIONS_ENV = {
    homeRegion: 'HOME_REGION',
    awayRegion: 'AWAY_REGION',
    /** Name of the lease and journal table; the same in both regions. */
    journalTable: 'JOURNAL_TABLE',
    /** `primary_cluster_addr` given at promotion, where port 8201 is behind a load balancer; unset: Vault's own. */
    homeClusterAddress: 'VAULT_HOME_CLUSTER_ADDR',
    awayClusterAddress: 'VAULT_AWAY_CLUSTER_ADDR',
    /** `ca_file` given when linking: a path on the Vault servers' disks; unset: their system roots. */
    linkCaFile: 'VAULT_LINK_CA_FILE',
    /** Most WALs that the secondary may be behind before a switchover starts; unset: 1000. */
    maxLagWals: 'MAX_LAG_WALS',
};
exports.OPERATIONS = ['status', 'switchover', 'failover', 'failback', 'rejoin'];
//# sourceMappingURL=contract.js.map