"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.tokenCreationRules = exports.OPERATION_TOKEN_RULES = exports.DR_PREFIX = exports.renderVaultPolicy = void 0;
/**
 * Renders rules as a Vault policy.
 *
 * @see https://developer.hashicorp.com/vault/docs/concepts/policies
 */
const renderVaultPolicy = (rules) => rules
    .map(({ path, capabilities }) => {
    const words = capabilities.map((capability) => `"${capability}"`).join(', ');
    return `path "${path}" {\n  capabilities = [${words}]\n}\n`;
})
    .join('\n');
exports.renderVaultPolicy = renderVaultPolicy;
/** Where everything that the DR operation token may do has to be. */
exports.DR_PREFIX = 'sys/replication/dr/';
/** What the engine calls with the DR operation token, and nothing else. */
exports.OPERATION_TOKEN_RULES = [
    { path: 'sys/replication/dr/status', capabilities: ['read'] },
    { path: 'sys/replication/dr/primary/demote', capabilities: ['update'] },
    { path: 'sys/replication/dr/primary/revoke-secondary', capabilities: ['update'] },
    // A root-protected path: Vault wants sudo beside update.
    { path: 'sys/replication/dr/primary/secondary-token', capabilities: ['update', 'sudo'] },
    { path: 'sys/replication/dr/secondary/promote', capabilities: ['update'] },
    { path: 'sys/replication/dr/secondary/update-primary', capabilities: ['update'] },
];
/** What the generator may do with its login token: make tokens by one role. */
const tokenCreationRules = (tokenRole) => [
    { path: `auth/token/create/${tokenRole}`, capabilities: ['update'] },
];
exports.tokenCreationRules = tokenCreationRules;
//# sourceMappingURL=policy.js.map