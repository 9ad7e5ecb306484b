import type { ClusterName } from '../shared/contract';
export declare const TOKEN_GEN_ENV: {
    /** The `auth` Lambda of the same region. */
    readonly authFunctionArn: "AUTH_FUNCTION_ARN";
    /** AWS-auth role to ask `auth` for. */
    readonly authRole: "VAULT_AWS_AUTH_ROLE";
    /** Token role that makes the batch token. */
    readonly tokenRole: "VAULT_TOKEN_ROLE";
    /** Lifetime of the DR operation token, seconds. */
    readonly ttlSeconds: "OPERATION_TOKEN_TTL_SECONDS";
};
/** Any event makes a token; this one only logs in, to see whether that works. */
export interface TokenGenCheckEvent {
    readonly dryRun: true;
}
/** What the secret's value holds, as JSON. */
export interface OperationTokenSecret {
    readonly token: string;
    /** ISO 8601. */
    readonly issuedAt: string;
    /** ISO 8601. */
    readonly expiresAt: string;
}
/** Says what was written, without the token. */
export interface TokenGenResult {
    readonly cluster: ClusterName;
    readonly issuedAt: string;
    readonly expiresAt: string;
    readonly versionId: string;
}
/** Where the login of a dry run worked. */
export interface TokenGenCheckResult {
    readonly cluster: ClusterName;
    readonly dryRun: true;
}
