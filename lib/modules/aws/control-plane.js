"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ControlPlane = void 0;
const constructs_1 = require("constructs");
const auth_function_1 = require("../lambda/auth-function");
const dns_switch_function_1 = require("../lambda/dns-switch-function");
const dr_operation_token_gen_function_1 = require("../lambda/dr-operation-token-gen-function");
const dr_operations_function_1 = require("../lambda/dr-operations-function");
/** The four Lambdas of one region. Neither region's control plane needs the other one's. */
class ControlPlane extends constructs_1.Construct {
    auth;
    tokenGen;
    dnsSwitch;
    drOperations;
    constructor(scope, id, props) {
        super(scope, id);
        const { stores, records, awsAuth, authRole, tokenRole } = props;
        const store = stores[props.cluster];
        const environment = { ...props, accountId: store.accountId, kmsKeyArn: store.key.arn };
        this.auth = new auth_function_1.AuthFunction(this, 'auth', { ...environment, ...awsAuth, allowedRoles: [authRole] });
        this.tokenGen = new dr_operation_token_gen_function_1.DrOperationTokenGenFunction(this, 'dr-operation-token-gen', {
            ...environment,
            auth: this.auth,
            secret: store.secret,
            authRole,
            tokenRole,
            ttlSeconds: props.operationTokenTtlSeconds,
        });
        this.dnsSwitch = new dns_switch_function_1.DnsSwitchFunction(this, 'dns-switch', { ...environment, records });
        this.drOperations = new dr_operations_function_1.DrOperationsFunction(this, 'dr-operations', {
            ...environment,
            secret: store.secret,
            records,
            journals: { home: stores.home.journal, away: stores.away.journal },
            timeoutSeconds: props.operationTimeoutSeconds,
        });
    }
}
exports.ControlPlane = ControlPlane;
//# sourceMappingURL=control-plane.js.map