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
export const renderVaultPolicy = (rules: readonly VaultPolicyRule[]): string =>
  rules
    .map(({ path, capabilities, requiredParameters, allowedParameters }) => {
      const lines = [`capabilities = ${list(capabilities)}`];
      if (requiredParameters) lines.push(`required_parameters = ${list(requiredParameters)}`);
      if (allowedParameters) {
        const values = Object.entries(allowedParameters).map(([name, allowed]) => `    "${name}" = ${list(allowed)}\n`);
        lines.push(`allowed_parameters = {\n${values.join('')}  }`);
      }
      return `path "${path}" {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
    })
    .join('\n');

const list = (words: readonly string[]): string => `[${words.map((word) => `"${word}"`).join(', ')}]`;

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

/** Rules that the DR operation token has in addition where the watch asks autopilot (`watch.autopilot`). */
export const AUTOPILOT_RULES: readonly VaultPolicyRule[] = [
  { path: 'sys/storage/raft/autopilot/state', capabilities: ['read'] },
];

/**
 * Rules for the calls with which key shares make a DR operation token. Vault 2.x lets them pass only with a token. The
 * calls are worthless without key shares: the worst that a thief of the token can do is to cancel an attempt.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/system/replication/replication-dr#generate-disaster-recovery-operation-token
 */
export const BREAK_GLASS_TOKEN_RULES: readonly VaultPolicyRule[] = [
  {
    path: 'sys/replication/dr/secondary/generate-operation-token/*',
    // GET, POST and DELETE. HashiCorp's own policies give `create` beside `update` for the POST.
    capabilities: ['create', 'read', 'update', 'delete'],
  },
];

/**
 * Rules for the login of `dr-operation-token-gen`: it may make tokens only with this token role, and only with this
 * lifetime. Without the two lists of parameters a login could ask for the longest lifetime that Vault gives, which is 32
 * days by default, and nothing can revoke a batch token without a parent.
 *
 * @param ttlSeconds lifetime that `dr-operation-token-gen` asks for
 * @see https://developer.hashicorp.com/vault/docs/concepts/policies#parameter-constraints
 */
export const tokenCreationRules = (tokenRole: string, ttlSeconds: number): readonly VaultPolicyRule[] => [
  {
    path: `auth/token/create/${tokenRole}`,
    capabilities: ['update'],
    // `allowedParameters` alone would let a call pass that sends no lifetime.
    requiredParameters: ['ttl'],
    allowedParameters: { ttl: [`${ttlSeconds}s`] },
  },
];
