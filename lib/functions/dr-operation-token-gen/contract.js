"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.BREAK_GLASS_ENV = exports.TOKEN_GEN_ENV = void 0;
exports.TOKEN_GEN_ENV = {
    /** The `auth` Lambda of the same region. */
    authFunctionArn: 'AUTH_FUNCTION_ARN',
    /** AWS-auth role for the login through `auth`. */
    authRole: 'VAULT_AWS_AUTH_ROLE',
    /** Token role that creates the batch token. */
    tokenRole: 'VAULT_TOKEN_ROLE',
    /** Lifetime of the DR operation token, seconds. */
    ttlSeconds: 'OPERATION_TOKEN_TTL_SECONDS',
    /** Interval of the schedule, minutes. The Lambda only tells it to whoever reads the token. */
    rotationMinutes: 'OPERATION_TOKEN_ROTATION_MINUTES',
};
/** The break-glass token. All of these are set, or none: then none is made. */
exports.BREAK_GLASS_ENV = {
    /** Token role that creates the batch token. */
    tokenRole: 'VAULT_BREAK_GLASS_TOKEN_ROLE',
    /** Lifetime of the token, seconds. */
    ttlSeconds: 'BREAK_GLASS_TOKEN_TTL_SECONDS',
    /** The secret that it is written to. */
    secretArn: 'BREAK_GLASS_TOKEN_SECRET_ARN',
};
//# sourceMappingURL=contract.js.map