import type { ClusterName } from '../shared/contract';
import type { TokenFault } from '../shared/token-times';
export declare const TOKEN_GEN_ENV: {
    /** The `auth` Lambda of the same region. */
    readonly authFunctionArn: "AUTH_FUNCTION_ARN";
    /** AWS-auth role for the login through `auth`. */
    readonly authRole: "VAULT_AWS_AUTH_ROLE";
    /** Token role that creates the batch token. */
    readonly tokenRole: "VAULT_TOKEN_ROLE";
    /** Lifetime of the DR operation token, seconds. */
    readonly ttlSeconds: "OPERATION_TOKEN_TTL_SECONDS";
    /** Interval of the schedule, minutes. The Lambda only tells it to whoever reads the token. */
    readonly rotationMinutes: "OPERATION_TOKEN_ROTATION_MINUTES";
};
/** The break-glass token. All of these are set, or none: then none is made. */
export declare const BREAK_GLASS_ENV: {
    /** Token role that creates the batch token. */
    readonly tokenRole: "VAULT_BREAK_GLASS_TOKEN_ROLE";
    /** Lifetime of the token, seconds. */
    readonly ttlSeconds: "BREAK_GLASS_TOKEN_TTL_SECONDS";
    /** The secret that it is written to. */
    readonly secretArn: "BREAK_GLASS_TOKEN_SECRET_ARN";
};
/** Any event creates a token. This one only checks the login. */
export interface TokenGenCheckEvent {
    readonly dryRun: true;
}
/** The value of each secret, as JSON. */
export interface OperationTokenSecret {
    readonly token: string;
    /** ISO 8601. */
    readonly issuedAt: string;
    /** ISO 8601. */
    readonly expiresAt: string;
    /** Lifetime that Vault was asked for, seconds. It may grant less. */
    readonly requestedTtlSeconds: number;
    /** Interval at which a new token is made, minutes. */
    readonly rotationMinutes: number;
}
/** A token that was written, without the token itself. */
export interface WrittenToken {
    readonly issuedAt: string;
    readonly expiresAt: string;
    /** Lifetime that Vault was asked for, seconds. */
    readonly requestedTtlSeconds: number;
    /** The token was written, and will end before it should. @default - it lasts long enough */
    readonly problem?: TokenFault;
    readonly versionId: string;
}
/** What was written. */
export interface TokenGenResult extends WrittenToken {
    readonly cluster: ClusterName;
    /**
     * The break-glass token, or why it could not be made or written. Its secret then keeps its value.
     *
     * @default - none is made
     */
    readonly breakGlass?: WrittenToken | {
        readonly failure: string;
    };
}
/** Result of a dry run: the login succeeded at this cluster. */
export interface TokenGenCheckResult {
    readonly cluster: ClusterName;
    readonly dryRun: true;
}
