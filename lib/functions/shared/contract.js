"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.BUNDLE_NAMES = exports.REGION_LAMBDAS = exports.FUNCTION_NAMES = exports.EVACUATION_PARAMETER = exports.OPERATOR_PARAMETERS = exports.SECRET_ENV = exports.DEPLOYMENT_ENV = exports.DNS_ENV = exports.VAULT_ENV = exports.otherCluster = exports.CLUSTER_NAMES = void 0;
/** The two clusters of a pair: `home` is normally the primary, `away` the secondary. The names stay when the roles change. */
exports.CLUSTER_NAMES = ['home', 'away'];
/** The other cluster of the pair. */
const otherCluster = (name) => (name === 'home' ? 'away' : 'home');
exports.otherCluster = otherCluster;
/** Addresses of both clusters, and how their certificates are verified. Every Lambda that calls Vault reads these. */
exports.VAULT_ENV = {
    /** Address of the home cluster itself, `https://…`, never the moving client name. */
    homeAddress: 'VAULT_HOME_ADDR',
    /** Address of the away cluster itself. */
    awayAddress: 'VAULT_AWAY_ADDR',
    /** PEM file with the CA, absolute or relative to the bundle; unset: the system's roots. */
    caCert: 'VAULT_CACERT',
    /** Limit of one probe of a cluster, milliseconds; unset: 1000. */
    probeTimeoutMs: 'VAULT_PROBE_TIMEOUT_MS',
    /** Secret with the client certificate, in the region of the Lambda; unset: none. */
    clientCertificateArn: 'VAULT_CLIENT_CERT_SECRET_ARN',
};
/** The weighted records of the client name. */
exports.DNS_ENV = {
    /** The zones that have the client name, separated by commas. */
    hostedZoneIds: 'HOSTED_ZONE_IDS',
    clientName: 'CLIENT_NAME',
    homeSetIdentifier: 'HOME_SET_IDENTIFIER',
    awaySetIdentifier: 'AWAY_SET_IDENTIFIER',
    /** Role to assume for Route 53, if the zone is in another account; unset: the role of the Lambda. */
    roleArn: 'DNS_ROLE_ARN',
};
/** The deployment to which a Lambda belongs, for what it publishes. */
exports.DEPLOYMENT_ENV = { environment: 'DEPLOYMENT_ENVIRONMENT', identifier: 'DEPLOYMENT_IDENTIFIER' };
/** The secret with the DR operation token, in the region of the Lambda. */
exports.SECRET_ENV = { secretArn: 'OPERATION_TOKEN_SECRET_ARN' };
/** Path of the SSM parameters with the settings of each pair: `<path>/<environment>/<identifier>/settings` and `/ca`. */
exports.OPERATOR_PARAMETERS = '/vault-dr';
/** Last part of the SSM parameter with the state machine that fails over all pairs of an environment. */
exports.EVACUATION_PARAMETER = 'evacuation';
/** The Lambdas that operate the pair, by the names of their folders under `functions/`. */
exports.FUNCTION_NAMES = ['auth', 'dr-operation-token-gen', 'dns-switch', 'dr-operations'];
/** The Lambdas in the region of each cluster, by the names of their folders under `functions/`. */
exports.REGION_LAMBDAS = [...exports.FUNCTION_NAMES, 'watch'];
/** Every Lambda, by the name of its folder under `functions/`. */
exports.BUNDLE_NAMES = [...exports.REGION_LAMBDAS, 'events', 'witness', 'name-batch'];
//# sourceMappingURL=contract.js.map