"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.OperationTokenRole = void 0;
const policy_1 = require("@cdktf/provider-vault/lib/policy");
const token_auth_backend_role_1 = require("@cdktf/provider-vault/lib/token-auth-backend-role");
const constructs_1 = require("constructs");
const names_1 = require("../private/names");
const policy_2 = require("./policy");
/** The policy of the DR operation token, and the token role that makes such tokens. */
class OperationTokenRole extends constructs_1.Construct {
    policyName;
    /** Name of the token role; a token is made at `auth/token/create/<name>`. */
    roleName;
    constructor(scope, id, props) {
        super(scope, id);
        const provider = props.vaultProvider && { provider: props.vaultProvider };
        const policy = new policy_1.Policy(this, 'policy', {
            ...provider,
            name: (0, names_1.nameOf)('dr-operation-token', props),
            policy: (0, policy_2.renderVaultPolicy)([...policy_2.OPERATION_TOKEN_RULES, ...(props.extraRules ?? [])]),
        });
        const role = new token_auth_backend_role_1.TokenAuthBackendRole(this, 'Resource', {
            ...provider,
            roleName: (0, names_1.nameOf)('dr-operation-token', props),
            allowedPolicies: [policy.name],
            // A batch token is all that a DR secondary can check, and Vault makes one only for an orphan that is not renewable
            // and has neither a period nor an explicit maximum.
            tokenType: 'batch',
            orphan: true,
            renewable: false,
            tokenNoDefaultPolicy: true,
        });
        this.policyName = policy.name;
        this.roleName = role.roleName;
    }
}
exports.OperationTokenRole = OperationTokenRole;
//# sourceMappingURL=operation-token-role.js.map