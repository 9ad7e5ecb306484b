/** The two clusters of a pair: `home` is primary on a normal day, `away` is its partner. Roles move, these names do not. */
export declare const CLUSTER_NAMES: readonly ["home", "away"];
export type ClusterName = (typeof CLUSTER_NAMES)[number];
/** The other cluster of the pair. */
export declare const otherCluster: (name: ClusterName) => ClusterName;
/** Where both clusters are, and how their certificates are verified. Every Lambda that talks to Vault reads these. */
export declare const VAULT_ENV: {
    /** Address of the home cluster itself, `https://…`, never the moving client name. */
    readonly homeAddress: "VAULT_HOME_ADDR";
    /** Address of the away cluster itself. */
    readonly awayAddress: "VAULT_AWAY_ADDR";
    /** PEM file with the CA, absolute or relative to the bundle; unset: the system's roots. */
    readonly caCert: "VAULT_CACERT";
    /** Longest wait for one probe of a cluster, milliseconds; unset: 1000. */
    readonly probeTimeoutMs: "VAULT_PROBE_TIMEOUT_MS";
};
/** The weighted records of the client name. */
export declare const DNS_ENV: {
    readonly hostedZoneId: "HOSTED_ZONE_ID";
    readonly clientName: "CLIENT_NAME";
    readonly homeSetIdentifier: "HOME_SET_IDENTIFIER";
    readonly awaySetIdentifier: "AWAY_SET_IDENTIFIER";
};
/** The secret with the DR operation token in the Lambda's own region. */
export declare const SECRET_ENV: {
    readonly secretArn: "OPERATION_TOKEN_SECRET_ARN";
};
