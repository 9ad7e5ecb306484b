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
export const renderVaultPolicy = (rules: readonly VaultPolicyRule[]): string =>
  rules
    .map(({ path, capabilities }) => {
      const words = capabilities.map((capability) => `"${capability}"`).join(', ');
      return `path "${path}" {\n  capabilities = [${words}]\n}\n`;
    })
    .join('\n');

/** Where everything that the DR operation token may do has to be. */
export const DR_PREFIX = 'sys/replication/dr/';

/** What the engine calls with the DR operation token, and nothing else. */
export const OPERATION_TOKEN_RULES: readonly VaultPolicyRule[] = [
  { path: 'sys/replication/dr/status', capabilities: ['read'] },
  { path: 'sys/replication/dr/primary/demote', capabilities: ['update'] },
  { path: 'sys/replication/dr/primary/revoke-secondary', capabilities: ['update'] },
  // A root-protected path: Vault wants sudo beside update.
  { path: 'sys/replication/dr/primary/secondary-token', capabilities: ['update', 'sudo'] },
  { path: 'sys/replication/dr/secondary/promote', capabilities: ['update'] },
  { path: 'sys/replication/dr/secondary/update-primary', capabilities: ['update'] },
];

/** What the generator may do with its login token: make tokens by one role. */
export const tokenCreationRules = (tokenRole: string): readonly VaultPolicyRule[] => [
  { path: `auth/token/create/${tokenRole}`, capabilities: ['update'] },
];
