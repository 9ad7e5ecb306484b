"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.tokenCreationRules = exports.BREAK_GLASS_TOKEN_RULES = exports.AUTOPILOT_RULES = exports.OPERATION_TOKEN_RULES = exports.DR_PREFIX = exports.renderVaultPolicy = void 0;
/**
 * Renders rules as a Vault policy.
 *
 * @see https://developer.hashicorp.com/vault/docs/concepts/policies
 */
const renderVaultPolicy = (rules) => rules
    .map(({ path, capabilities, requiredParameters, allowedParameters }) => {
    const lines = [`capabilities = ${list(capabilities)}`];
    if (requiredParameters)
        lines.push(`required_parameters = ${list(requiredParameters)}`);
    if (allowedParameters) {
        const values = Object.entries(allowedParameters).map(([name, allowed]) => `    "${name}" = ${list(allowed)}\n`);
        lines.push(`allowed_parameters = {\n${values.join('')}  }`);
    }
    return `path "${path}" {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
})
    .join('\n');
exports.renderVaultPolicy = renderVaultPolicy;
const list = (words) => `[${words.map((word) => `"${word}"`).join(', ')}]`;
/** Every path of the DR operation token's policy begins with this. */
exports.DR_PREFIX = 'sys/replication/dr/';
/** Rules for the calls that the engine makes with the DR operation token. */
exports.OPERATION_TOKEN_RULES = [
    { path: 'sys/replication/dr/status', capabilities: ['read'] },
    { path: 'sys/replication/dr/primary/demote', capabilities: ['update'] },
    { path: 'sys/replication/dr/primary/revoke-secondary', capabilities: ['update'] },
    // A root-protected path: Vault requires sudo beside update.
    { path: 'sys/replication/dr/primary/secondary-token', capabilities: ['update', 'sudo'] },
    { path: 'sys/replication/dr/secondary/promote', capabilities: ['update'] },
    { path: 'sys/replication/dr/secondary/update-primary', capabilities: ['update'] },
];
/** Rules that the DR operation token has in addition where the watch asks autopilot (`watch.autopilot`). */
exports.AUTOPILOT_RULES = [
    { path: 'sys/storage/raft/autopilot/state', capabilities: ['read'] },
];
/**
 * Rules for the calls with which key shares make a DR operation token. Vault 2.x lets them pass only with a token. The
 * calls are worthless without key shares: the worst that a thief of the token can do is to cancel an attempt.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/system/replication/replication-dr#generate-disaster-recovery-operation-token
 */
exports.BREAK_GLASS_TOKEN_RULES = [
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
const tokenCreationRules = (tokenRole, ttlSeconds) => [
    {
        path: `auth/token/create/${tokenRole}`,
        capabilities: ['update'],
        // `allowedParameters` alone would let a call pass that sends no lifetime.
        requiredParameters: ['ttl'],
        allowedParameters: { ttl: [`${ttlSeconds}s`] },
    },
];
exports.tokenCreationRules = tokenCreationRules;
//# sourceMappingURL=policy.js.map