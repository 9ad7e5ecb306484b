"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.AUTH_ENV = void 0;
exports.AUTH_ENV = {
    /** Mount path of Vault's AWS auth method, without leading and trailing slash. */
    mountPath: 'VAULT_AWS_AUTH_PATH',
    /** Value of `X-Vault-AWS-IAM-Server-ID`; always signed. */
    serverId: 'VAULT_AWS_IAM_SERVER_ID',
    /** AWS-auth roles that callers may use, separated by commas. */
    allowedRoles: 'VAULT_AWS_AUTH_ROLES',
    /** AWS region whose STS endpoint is signed for; unset: the region of the Lambda. */
    stsRegion: 'VAULT_AWS_STS_REGION',
};
//# sourceMappingURL=contract.js.map