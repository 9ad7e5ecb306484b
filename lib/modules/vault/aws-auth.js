"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.AwsAuth = void 0;
const auth_backend_1 = require("@cdktf/provider-vault/lib/auth-backend");
const aws_auth_backend_client_1 = require("@cdktf/provider-vault/lib/aws-auth-backend-client");
const aws_auth_backend_role_1 = require("@cdktf/provider-vault/lib/aws-auth-backend-role");
const data_vault_auth_backend_1 = require("@cdktf/provider-vault/lib/data-vault-auth-backend");
const policy_1 = require("@cdktf/provider-vault/lib/policy");
const constructs_1 = require("constructs");
const names_1 = require("../private/names");
const policy_2 = require("./policy");
/** Lifetime of a login, seconds: enough to make one token. */
const LOGIN_TTL_SECONDS = 300;
const LOGIN_MAX_TTL_SECONDS = 600;
/** The AWS auth role by which the `auth` Lambdas log in, its policy, and the mount where it is ours. */
class AwsAuth extends constructs_1.Construct {
    /** Mount path without slashes at the ends. */
    path;
    roleName;
    policyName;
    constructor(scope, id, props) {
        super(scope, id);
        const provider = props.vaultProvider && { provider: props.vaultProvider };
        this.path = props.path ?? 'aws';
        const mount = props.create ? this.createMount(props) : this.lookUpMount(props);
        const policy = new policy_1.Policy(this, 'policy', {
            ...provider,
            name: (0, names_1.nameOf)('dr-operation-token-creation', props),
            policy: (0, policy_2.renderVaultPolicy)((0, policy_2.tokenCreationRules)(props.tokenRole)),
        });
        const role = new aws_auth_backend_role_1.AwsAuthBackendRole(this, 'Resource', {
            ...provider,
            backend: this.path,
            role: (0, names_1.nameOf)('dr-operation-token-gen', props),
            authType: 'iam',
            boundIamPrincipalArns: [...props.principalArns],
            resolveAwsUniqueIds: props.resolveAwsUniqueIds ?? false,
            tokenPolicies: [policy.name],
            tokenTtl: LOGIN_TTL_SECONDS,
            tokenMaxTtl: LOGIN_MAX_TTL_SECONDS,
            tokenNoDefaultPolicy: true,
            dependsOn: [mount],
        });
        this.policyName = policy.name;
        this.roleName = role.role;
    }
    createMount(props) {
        const provider = props.vaultProvider && { provider: props.vaultProvider };
        const mount = new auth_backend_1.AuthBackend(this, 'mount', { ...provider, type: 'aws', path: this.path });
        return new aws_auth_backend_client_1.AwsAuthBackendClient(this, 'client', {
            ...provider,
            backend: mount.path,
            iamServerIdHeaderValue: props.serverId,
            ...(props.stsRegion === undefined
                ? { useStsRegionFromClient: true }
                : { stsRegion: props.stsRegion, stsEndpoint: stsEndpoint(props.stsRegion) }),
        });
    }
    /** Fails the plan when the mount does not exist. */
    lookUpMount(props) {
        const provider = props.vaultProvider && { provider: props.vaultProvider };
        return new data_vault_auth_backend_1.DataVaultAuthBackend(this, 'mount', { ...provider, path: this.path });
    }
}
exports.AwsAuth = AwsAuth;
const stsEndpoint = (region) => `https://sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
//# sourceMappingURL=aws-auth.js.map