"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.TOKEN_GEN_ENV = void 0;
exports.TOKEN_GEN_ENV = {
    /** The `auth` Lambda of the same region. */
    authFunctionArn: 'AUTH_FUNCTION_ARN',
    /** AWS-auth role to ask `auth` for. */
    authRole: 'VAULT_AWS_AUTH_ROLE',
    /** Token role that makes the batch token. */
    tokenRole: 'VAULT_TOKEN_ROLE',
    /** Lifetime of the DR operation token, seconds. */
    ttlSeconds: 'OPERATION_TOKEN_TTL_SECONDS',
};
//# sourceMappingURL=contract.js.map