"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.SECRET_ENV = exports.DNS_ENV = exports.VAULT_ENV = exports.otherCluster = exports.CLUSTER_NAMES = void 0;
/** The two clusters of a pair: `home` is primary on a normal day, `away` is its partner. Roles move, these names do not. */
exports.CLUSTER_NAMES = ['home', 'away'];
/** The other cluster of the pair. */
const otherCluster = (name) => (name === 'home' ? 'away' : 'home');
exports.otherCluster = otherCluster;
/** Where both clusters are, and how their certificates are verified. Every Lambda that talks to Vault reads these. */
exports.VAULT_ENV = {
    /** Address of the home cluster itself, `https://…`, never the moving client name. */
    homeAddress: 'VAULT_HOME_ADDR',
    /** Address of the away cluster itself. */
    awayAddress: 'VAULT_AWAY_ADDR',
    /** PEM file with the CA, absolute or relative to the bundle; unset: the system's roots. */
    caCert: 'VAULT_CACERT',
    /** Longest wait for one probe of a cluster, milliseconds; unset: 1000. */
    probeTimeoutMs: 'VAULT_PROBE_TIMEOUT_MS',
};
/** The weighted records of the client name. */
exports.DNS_ENV = {
    hostedZoneId: 'HOSTED_ZONE_ID',
    clientName: 'CLIENT_NAME',
    homeSetIdentifier: 'HOME_SET_IDENTIFIER',
    awaySetIdentifier: 'AWAY_SET_IDENTIFIER',
};
/** The secret with the DR operation token in the Lambda's own region. */
exports.SECRET_ENV = { secretArn: 'OPERATION_TOKEN_SECRET_ARN' };
//# sourceMappingURL=contract.js.map