/** What a token may do at a path of Vault. */
export type VaultCapability = 'create' | 'read' | 'update' | 'patch' | 'delete' | 'list' | 'sudo';
/** One rule of a Vault policy. */
export interface VaultPolicyRule {
    /** Path without `v1/`, e.g. `sys/replication/dr/status`. */
    readonly path: string;
    readonly capabilities: readonly VaultCapability[];
}
/**
 * Renders rules as a Vault policy.
 *
 * @see https://developer.hashicorp.com/vault/docs/concepts/policies
 */
export declare const renderVaultPolicy: (rules: readonly VaultPolicyRule[]) => string;
/** Where everything that the DR operation token may do has to be. */
export declare const DR_PREFIX = "sys/replication/dr/";
/** What the engine calls with the DR operation token, and nothing else. */
export declare const OPERATION_TOKEN_RULES: readonly VaultPolicyRule[];
/** What the generator may do with its login token: make tokens by one role. */
export declare const tokenCreationRules: (tokenRole: string) => readonly VaultPolicyRule[];
