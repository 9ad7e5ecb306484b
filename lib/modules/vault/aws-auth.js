"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.AwsAuth = void 0;
const auth_backend_1 = require("@cdktf/provider-vault/lib/auth-backend");
const aws_auth_backend_client_1 = require("@cdktf/provider-vault/lib/aws-auth-backend-client");
const aws_auth_backend_role_1 = require("@cdktf/provider-vault/lib/aws-auth-backend-role");
const data_vault_auth_backend_1 = require("@cdktf/provider-vault/lib/data-vault-auth-backend");
const policy_1 = require("@cdktf/provider-vault/lib/policy");
const constructs_1 = require("constructs");
const partition_1 = require("../../functions/shared/partition");
const dr_operation_token_gen_function_1 = require("../lambda/dr-operation-token-gen-function");
const names_1 = require("../private/names");
const policy_2 = require("./policy");
/** Lifetime of a login's token, seconds. It is used once, to make the DR operation token. */
const LOGIN_TTL_SECONDS = 300;
const LOGIN_MAX_TTL_SECONDS = 600;
/**
 * The role of Vault's AWS auth method that the `auth` Lambdas log in with, its policy, and, with `create`, the mount.
 */
class AwsAuth extends constructs_1.Construct {
    /** Path of the mount, without slashes at the ends. */
    path;
    /** Name of the role. */
    roleName;
    /** Name of the policy. */
    policyName;
    constructor(scope, id, props) {
        super(scope, id);
        const { vaultProvider: provider } = props;
        this.path = props.path ?? 'aws';
        const mount = props.create ? this.createMount(props) : this.lookUpMount(props);
        const policy = new policy_1.Policy(this, 'policy', {
            provider,
            name: (0, names_1.nameOf)('dr-operation-token-creation', props),
            policy: (0, policy_2.renderVaultPolicy)(loginRules(props)),
        });
        const role = new aws_auth_backend_role_1.AwsAuthBackendRole(this, 'Resource', {
            provider,
            backend: this.path,
            role: (0, names_1.nameOf)('dr-operation-token-gen', props),
            authType: 'iam',
            boundIamPrincipalArns: [...props.principalArns],
            resolveAwsUniqueIds: props.resolveAwsUniqueIds ?? false,
            tokenPolicies: [policy.name],
            tokenTtl: LOGIN_TTL_SECONDS,
            tokenMaxTtl: LOGIN_MAX_TTL_SECONDS,
            tokenNoDefaultPolicy: true,
            tokenBoundCidrs: props.boundCidrs && [...props.boundCidrs],
            dependsOn: [mount],
        });
        this.policyName = policy.name;
        this.roleName = role.role;
    }
    createMount(props) {
        const { vaultProvider: provider } = props;
        const mount = new auth_backend_1.AuthBackend(this, 'mount', { provider, type: 'aws', path: this.path });
        return new aws_auth_backend_client_1.AwsAuthBackendClient(this, 'client', {
            provider,
            backend: mount.path,
            iamServerIdHeaderValue: props.serverId,
            ...(props.stsRegion === undefined
                ? { useStsRegionFromClient: true }
                : { stsRegion: props.stsRegion, stsEndpoint: `https://${(0, partition_1.stsHost)(props.stsRegion)}` }),
        });
    }
    /** The plan fails if the mount does not exist. */
    lookUpMount(props) {
        const { vaultProvider: provider } = props;
        return new data_vault_auth_backend_1.DataVaultAuthBackend(this, 'mount', { provider, path: this.path });
    }
}
exports.AwsAuth = AwsAuth;
/** A login may make tokens with the given token roles, each with the lifetime that `dr-operation-token-gen` asks for. */
const loginRules = (props) => [
    ...(0, policy_2.tokenCreationRules)(props.tokenRole, props.operationTokenTtlSeconds ?? dr_operation_token_gen_function_1.OPERATION_TOKEN_DEFAULTS.operationTokenTtlSeconds),
    ...(props.breakGlassTokenRole === undefined
        ? []
        : (0, policy_2.tokenCreationRules)(props.breakGlassTokenRole, (0, dr_operation_token_gen_function_1.breakGlassTokenTtlSeconds)(props))),
];
//# sourceMappingURL=aws-auth.js.map