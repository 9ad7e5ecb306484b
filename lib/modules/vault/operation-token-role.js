"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.OperationTokenRole = void 0;
const policy_1 = require("@cdktf/provider-vault/lib/policy");
const token_auth_backend_role_1 = require("@cdktf/provider-vault/lib/token-auth-backend-role");
const constructs_1 = require("constructs");
const names_1 = require("../private/names");
const policy_2 = require("./policy");
/**
 * A policy, and the token role that batch tokens with this policy are made with. By default they are those of the DR
 * operation token.
 */
class OperationTokenRole extends constructs_1.Construct {
    /** Name of the policy. */
    policyName;
    /** Name of the token role. A token is made at `auth/token/create/<name>`. */
    roleName;
    constructor(scope, id, props) {
        super(scope, id);
        const { vaultProvider: provider, rules = policy_2.OPERATION_TOKEN_RULES, extraRules = [] } = props;
        const name = (0, names_1.nameOf)(props.resource ?? 'dr-operation-token', props);
        const policy = new policy_1.Policy(this, 'policy', {
            provider,
            name,
            policy: (0, policy_2.renderVaultPolicy)([...rules, ...extraRules]),
        });
        const role = new token_auth_backend_role_1.TokenAuthBackendRole(this, 'Resource', {
            provider,
            roleName: name,
            allowedPolicies: [policy.name],
            // A DR secondary can verify only batch tokens. Vault makes a batch token only if the role is orphan and not
            // renewable, and has neither a period nor an explicit maximum.
            tokenType: 'batch',
            orphan: true,
            renewable: false,
            tokenNoDefaultPolicy: true,
            tokenBoundCidrs: props.boundCidrs && [...props.boundCidrs],
        });
        this.policyName = policy.name;
        this.roleName = role.roleName;
    }
}
exports.OperationTokenRole = OperationTokenRole;
//# sourceMappingURL=operation-token-role.js.map