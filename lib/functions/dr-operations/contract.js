"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.TABLE_NAMES = exports.DRILL_STEPS = exports.DEFAULT_RTO_SECONDS = exports.LONGEST_DRILL_SECONDS = exports.DOCUMENT_VERSION = exports.DNS_MODES = exports.ACCEPTANCES = exports.CONTROLS = exports.OPERATIONS = exports.KEEP_DAYS = exports.TABLE_KEYS = exports.AUTOMATIC_DEFAULTS = exports.OPERATIONS_ENV = void 0;
exports.OPERATIONS_ENV = {
    homeRegion: 'HOME_REGION',
    awayRegion: 'AWAY_REGION',
    /** Name of the lease and journal table, the same in both regions. */
    journalTable: 'JOURNAL_TABLE',
    /** `primary_cluster_addr` for a promotion, if port 8201 is behind a load balancer; unset: Vault's own address. */
    homeClusterAddress: 'VAULT_HOME_CLUSTER_ADDR',
    awayClusterAddress: 'VAULT_AWAY_CLUSTER_ADDR',
    /** `ca_file` for linking: a path on the Vault servers; unset: their system roots. */
    linkCaFile: 'VAULT_LINK_CA_FILE',
    /** Largest number of WALs that the secondary may be behind before a switchover starts; unset: 1000. */
    maxLagWals: 'MAX_LAG_WALS',
    /** Longest time for which a failover may lose writes unless the operator accepts it, seconds; unset: 3600. */
    maxFailoverLagSeconds: 'MAX_FAILOVER_LAG_SECONDS',
    /** How long a heartbeat counts as a sign of life, milliseconds; unset: 12000. */
    heartbeatGraceMs: 'HEARTBEAT_GRACE_MS',
    /** Region of a third lease table, which allows a majority; unset: there is none. */
    witnessRegion: 'WITNESS_REGION',
    /** A {@link Traffic} as JSON; unset: the weights alone lead the clients. */
    traffic: 'TRAFFIC',
    /** For how long home has to be lost before a failover begins by itself, seconds; unset: it never does. */
    automaticAfterSeconds: 'AUTOMATIC_AFTER_SECONDS',
    /** Longest time whose writes an automatic failover may lose, seconds; unset: 30. */
    automaticMaxLossSeconds: 'AUTOMATIC_MAX_LOSS_SECONDS',
    /** Shortest time between two acts of the same kind that begin by themselves, seconds; unset: 3600. */
    automaticCoolDownSeconds: 'AUTOMATIC_COOL_DOWN_SECONDS',
    /** `true`: an old primary that returns is demoted by itself; unset: it is not. */
    fence: 'FENCE',
    /** Target of the drills that begin by themselves, seconds; unset: none does. */
    drillRtoSeconds: 'DRILL_RTO_SECONDS',
};
/** When a failover begins by itself, if nothing else is set, seconds. */
exports.AUTOMATIC_DEFAULTS = { afterSeconds: 60, maxLossSeconds: 30, coolDownSeconds: 3_600 };
/** Partition keys of a table: the journal, the lease, the row of a watcher, what people have set, the drills, the one that runs. */
exports.TABLE_KEYS = {
    journal: 'operation',
    lease: 'lease',
    watcher: 'watcher',
    automatic: 'automatic',
    drill: 'drill',
    drillGuard: 'drill-guard',
};
/** How long the journal keeps an entry, days. */
exports.KEEP_DAYS = 400;
/**
 * The operations. `fence` only demotes the old one of two primaries. `dns-switch` only gives the client name to the
 * cluster that took over. `link` only makes the other
 * cluster follow `to`, which has to be the primary.
 */
exports.OPERATIONS = [
    'status',
    'switchover',
    'failover',
    'failback',
    'rejoin',
    'fence',
    'dns-switch',
    'link',
];
/**
 * What people decide about what begins by itself. `pause`: nothing does, until `resume`. `acknowledge`: somebody has looked
 * at the last failover that did, so that another one may.
 */
exports.CONTROLS = ['pause', 'resume', 'acknowledge'];
/**
 * The checks that an operator may accept:
 *
 * - `unfenced-primary`: the other cluster is, or may be, a living primary that cannot be demoted
 * - `loss`: acknowledged writes may be lost, more than the bound or an unknown number
 * - `foreign-weights`: the records of the client name are not as this system leaves them
 * - `vault-force`: Vault's own `force`, which promotes a cluster that is copying, corrupted or behind
 * - `other-set`: the clusters belong to two replication sets
 * - `part-lease`: too few lease tables answer to keep another operation out
 * - `license-ended`: the license of a cluster that would change its role has ended, so it may not come back
 */
exports.ACCEPTANCES = [
    'unfenced-primary',
    'loss',
    'foreign-weights',
    'vault-force',
    'other-set',
    'part-lease',
    'license-ended',
];
/**
 * Who moves the client name. `switch`: the operation itself. `defer`: whoever asked; a failover leaves the name as it is, and
 * the result says what is due.
 */
exports.DNS_MODES = ['switch', 'defer'];
/**
 * Version of the documents: events, results and status. A field or a kind that is added keeps the number; one that is
 * removed, renamed or changed in meaning increases it.
 */
exports.DOCUMENT_VERSION = 1;
/** Longest time of a scheduled drill, seconds. */
exports.LONGEST_DRILL_SECONDS = 7_200;
/** Target of a drill if none is set, seconds. */
exports.DEFAULT_RTO_SECONDS = 120;
/** The steps of a scheduled drill that are no operation. They are for the state machine, which no person calls. */
exports.DRILL_STEPS = ['drill-begin', 'drill-check', 'drill-end'];
/** All lease tables, in the order in which every operation uses them. */
exports.TABLE_NAMES = ['home', 'away', 'witness'];
//# sourceMappingURL=contract.js.map