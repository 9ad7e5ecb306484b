import type { ClusterName } from '../shared/contract';
export declare const AUTH_ENV: {
    /** Mount path of Vault's AWS auth method, without leading and trailing slash. */
    readonly mountPath: "VAULT_AWS_AUTH_PATH";
    /** Value of `X-Vault-AWS-IAM-Server-ID`; always signed. */
    readonly serverId: "VAULT_AWS_IAM_SERVER_ID";
    /** AWS-auth roles that callers may use, separated by commas. */
    readonly allowedRoles: "VAULT_AWS_AUTH_ROLES";
    /** AWS region whose STS endpoint is signed for; unset: the region of the Lambda. */
    readonly stsRegion: "VAULT_AWS_STS_REGION";
};
export interface AuthEvent {
    /** AWS-auth role to log in with. It has to be on the allow-list. */
    readonly role: string;
    /** Cluster to log in at. @default - the primary */
    readonly cluster?: ClusterName;
}
/** Contains a valid token: only for the calling Lambda, never for a log. */
export interface AuthResult {
    readonly cluster: ClusterName;
    readonly token: string;
    readonly leaseDurationSeconds: number;
}
