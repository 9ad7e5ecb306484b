/** A capability that a policy gives at a path. */
export type VaultCapability = 'create' | 'read' | 'update' | 'patch' | 'delete' | 'list' | 'sudo';
/** One rule of a Vault policy. */
export interface VaultPolicyRule {
    /** Path without `v1/`, e.g. `sys/replication/dr/status`. */
    readonly path: string;
    /** What the token may do at the path. */
    readonly capabilities: readonly VaultCapability[];
    /** The only parameters that a call may send, each with the values that it may have. @default - all parameters */
    readonly allowedParameters?: Readonly<Record<string, readonly string[]>>;
    /** Parameters that a call has to send. @default [] */
    readonly requiredParameters?: readonly string[];
}
/**
 * Renders rules as a Vault policy.
 *
 * @see https://developer.hashicorp.com/vault/docs/concepts/policies
 */
export declare const renderVaultPolicy: (rules: readonly VaultPolicyRule[]) => string;
/** Every path of the DR operation token's policy begins with this. */
export declare const DR_PREFIX = "sys/replication/dr/";
/** Rules for the calls that the engine makes with the DR operation token. */
export declare const OPERATION_TOKEN_RULES: readonly VaultPolicyRule[];
/** Rules that the DR operation token has in addition where the watch asks autopilot (`watch.autopilot`). */
export declare const AUTOPILOT_RULES: readonly VaultPolicyRule[];
/**
 * Rules for the calls with which key shares make a DR operation token. Vault 2.x lets them pass only with a token. The
 * calls are worthless without key shares: the worst that a thief of the token can do is to cancel an attempt.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/system/replication/replication-dr#generate-disaster-recovery-operation-token
 */
export declare const BREAK_GLASS_TOKEN_RULES: readonly VaultPolicyRule[];
/**
 * Rules for the login of `dr-operation-token-gen`: it may make tokens only with this token role, and only with this
 * lifetime. Without the two lists of parameters a login could ask for the longest lifetime that Vault gives, which is 32
 * days by default, and nothing can revoke a batch token without a parent.
 *
 * @param ttlSeconds lifetime that `dr-operation-token-gen` asks for
 * @see https://developer.hashicorp.com/vault/docs/concepts/policies#parameter-constraints
 */
export declare const tokenCreationRules: (tokenRole: string, ttlSeconds: number) => readonly VaultPolicyRule[];
