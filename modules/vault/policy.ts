/** What a token may do at a path of Vault. */
export type VaultCapability = 'create' | 'read' | 'update' | 'patch' | 'delete' | 'list' | 'sudo';

/** One rule of a Vault policy. */
export interface VaultPolicyRule {
  /** Path without `v1/`, for example `sys/replication/dr/status`. */
  readonly path: string;
  /** What is allowed at the path. */
  readonly capabilities: readonly VaultCapability[];
}

/**
 * Renders rules as a Vault policy, in HCL.
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

/** Prefix of every path that the DR operation token may use. */
export const DR_PREFIX = 'sys/replication/dr/';

/** What the operations need: exactly the paths that they call with the DR operation token. */
export const OPERATION_TOKEN_RULES: readonly VaultPolicyRule[] = [
  { path: 'sys/replication/dr/status', capabilities: ['read'] },
  { path: 'sys/replication/dr/primary/demote', capabilities: ['update'] },
  { path: 'sys/replication/dr/primary/revoke-secondary', capabilities: ['update'] },
  // A root-protected path: Vault also requires sudo.
  { path: 'sys/replication/dr/primary/secondary-token', capabilities: ['update', 'sudo'] },
  { path: 'sys/replication/dr/secondary/promote', capabilities: ['update'] },
  { path: 'sys/replication/dr/secondary/update-primary', capabilities: ['update'] },
];

/** What `dr-operation-token-gen` may do after its login: create tokens with one token role. */
export const tokenCreationRules = (tokenRole: string): readonly VaultPolicyRule[] => [
  { path: `auth/token/create/${tokenRole}`, capabilities: ['update'] },
];
