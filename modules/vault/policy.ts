/** A capability that a policy gives at a path. */
export type VaultCapability = 'create' | 'read' | 'update' | 'patch' | 'delete' | 'list' | 'sudo';

/** One rule of a Vault policy. */
export interface VaultPolicyRule {
  /** Path without `v1/`, e.g. `sys/replication/dr/status`. */
  readonly path: string;
  /** What the token may do at the path. */
  readonly capabilities: readonly VaultCapability[];
}

/**
 * Renders rules as a Vault policy.
 *
 * @see https://developer.hashicorp.com/vault/docs/concepts/policies
 */
export const renderVaultPolicy = (rules: readonly VaultPolicyRule[]): string =>
  rules
    .map(({ path, capabilities }) => {
      const words = capabilities.map((capability) => `"${capability}"`).join(', ');
      return `path "${path}" {\n  capabilities = [${words}]\n}\n`;
    })
    .join('\n');

/** Every path of the DR operation token's policy begins with this. */
export const DR_PREFIX = 'sys/replication/dr/';

/** Rules for the calls that the engine makes with the DR operation token. */
export const OPERATION_TOKEN_RULES: readonly VaultPolicyRule[] = [
  { path: 'sys/replication/dr/status', capabilities: ['read'] },
  { path: 'sys/replication/dr/primary/demote', capabilities: ['update'] },
  { path: 'sys/replication/dr/primary/revoke-secondary', capabilities: ['update'] },
  // A root-protected path: Vault requires sudo beside update.
  { path: 'sys/replication/dr/primary/secondary-token', capabilities: ['update', 'sudo'] },
  { path: 'sys/replication/dr/secondary/promote', capabilities: ['update'] },
  { path: 'sys/replication/dr/secondary/update-primary', capabilities: ['update'] },
];

/** Rules for the login of `dr-operation-token-gen`: it may only make tokens with one token role. */
export const tokenCreationRules = (tokenRole: string): readonly VaultPolicyRule[] => [
  { path: `auth/token/create/${tokenRole}`, capabilities: ['update'] },
];
