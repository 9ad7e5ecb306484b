/** The two clusters of a pair: `home` is normally the primary, `away` the secondary. The names stay when the roles change. */
export declare const CLUSTER_NAMES: readonly ["home", "away"];
/** `home`, normally the primary, or `away`, normally the secondary. */
export type ClusterName = (typeof CLUSTER_NAMES)[number];
/** The other cluster of the pair. */
export declare const otherCluster: (name: ClusterName) => ClusterName;
/** Addresses of both clusters, and how their certificates are verified. Every Lambda that calls Vault reads these. */
export declare const VAULT_ENV: {
    /** Address of the home cluster itself, `https://…`, never the moving client name. */
    readonly homeAddress: "VAULT_HOME_ADDR";
    /** Address of the away cluster itself. */
    readonly awayAddress: "VAULT_AWAY_ADDR";
    /** PEM file with the CA, absolute or relative to the bundle; unset: the system's roots. */
    readonly caCert: "VAULT_CACERT";
    /** Limit of one probe of a cluster, milliseconds; unset: 1000. */
    readonly probeTimeoutMs: "VAULT_PROBE_TIMEOUT_MS";
    /** Secret with the client certificate, in the region of the Lambda; unset: none. */
    readonly clientCertificateArn: "VAULT_CLIENT_CERT_SECRET_ARN";
};
/** The weighted records of the client name. */
export declare const DNS_ENV: {
    /** The zones that have the client name, separated by commas. */
    readonly hostedZoneIds: "HOSTED_ZONE_IDS";
    readonly clientName: "CLIENT_NAME";
    readonly homeSetIdentifier: "HOME_SET_IDENTIFIER";
    readonly awaySetIdentifier: "AWAY_SET_IDENTIFIER";
    /** Role to assume for Route 53, if the zone is in another account; unset: the role of the Lambda. */
    readonly roleArn: "DNS_ROLE_ARN";
};
/** The two tokens of a region, each with a secret: `operation` acts, `break-glass` only lets key shares make one that acts. */
export type TokenUse = 'operation' | 'break-glass';
/** The deployment to which a Lambda belongs, for what it publishes. */
export declare const DEPLOYMENT_ENV: {
    readonly environment: "DEPLOYMENT_ENVIRONMENT";
    readonly identifier: "DEPLOYMENT_IDENTIFIER";
};
/** The secret with the DR operation token, in the region of the Lambda. */
export declare const SECRET_ENV: {
    readonly secretArn: "OPERATION_TOKEN_SECRET_ARN";
};
/** Path of the SSM parameters with the settings of each pair: `<path>/<environment>/<identifier>/settings` and `/ca`. */
export declare const OPERATOR_PARAMETERS = "/vault-dr";
/** Last part of the SSM parameter with the state machine that fails over all pairs of an environment. */
export declare const EVACUATION_PARAMETER = "evacuation";
/** The Lambdas that operate the pair, by the names of their folders under `functions/`. */
export declare const FUNCTION_NAMES: readonly ["auth", "dr-operation-token-gen", "dns-switch", "dr-operations"];
/** A Lambda that operates the pair, by the name of its folder under `functions/`. */
export type FunctionName = (typeof FUNCTION_NAMES)[number];
/** The Lambdas in the region of each cluster, by the names of their folders under `functions/`. */
export declare const REGION_LAMBDAS: readonly ["auth", "dr-operation-token-gen", "dns-switch", "dr-operations", "watch"];
/** A Lambda in the region of a cluster, by the name of its folder under `functions/`. */
export type RegionLambda = (typeof REGION_LAMBDAS)[number];
/** Every Lambda, by the name of its folder under `functions/`. */
export declare const BUNDLE_NAMES: readonly ["auth", "dr-operation-token-gen", "dns-switch", "dr-operations", "watch", "events", "witness", "name-batch"];
/** A Lambda, by the name of its folder under `functions/`. */
export type BundleName = (typeof BUNDLE_NAMES)[number];
