import type { ClusterName } from '../shared/contract';
export declare const AUTH_ENV: {
    /** Mount path of Vault's AWS auth method, without slashes at the ends. */
    readonly mountPath: "VAULT_AWS_AUTH_PATH";
    /** Value of `X-Vault-AWS-IAM-Server-ID`; always signed. */
    readonly serverId: "VAULT_AWS_IAM_SERVER_ID";
    /** AWS-auth roles that callers may ask for, separated by commas. */
    readonly allowedRoles: "VAULT_AWS_AUTH_ROLES";
    /** Region whose STS endpoint is signed for; unset: the Lambda's own region. */
    readonly stsRegion: "VAULT_AWS_STS_REGION";
};
export interface AuthEvent {
    /** AWS-auth role to log in with; must be on the allow-list. */
    readonly role: string;
    /** Cluster to log in at. @default - the one that is primary */
    readonly cluster?: ClusterName;
}
/** Holds a live token: meant for the calling Lambda, never for a log. */
export interface AuthResult {
    readonly cluster: ClusterName;
    readonly token: string;
    readonly leaseDurationSeconds: number;
}
