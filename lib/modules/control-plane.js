"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ControlPlane = void 0;
const constructs_1 = require("constructs");
const auth_function_1 = require("./lambda/auth-function");
const dns_switch_function_1 = require("./lambda/dns-switch-function");
const dr_operation_token_gen_function_1 = require("./lambda/dr-operation-token-gen-function");
const dr_operations_function_1 = require("./lambda/dr-operations-function");
/** The four Lambdas of one region. They do not depend on the Lambdas of the other region. */
class ControlPlane extends constructs_1.Construct {
    /** The Lambda `auth`. */
    auth;
    /** The Lambda `dr-operation-token-gen`. */
    tokenGen;
    /** The Lambda `dns-switch`. */
    dnsSwitch;
    /** The Lambda `dr-operations`. */
    drOperations;
    constructor(scope, id, props) {
        super(scope, id);
        const { stores, witnessTable, login, authRole, breakGlassTokenRole } = props;
        const store = stores[props.cluster];
        const common = { ...props, accountId: store.accountId, kmsKeyArn: store.key.arn };
        const journals = { home: stores.home.journal, away: stores.away.journal, witness: witnessTable };
        this.auth = new auth_function_1.AuthFunction(this, 'auth', { ...common, ...login, allowedRoles: [authRole] });
        this.tokenGen = new dr_operation_token_gen_function_1.DrOperationTokenGenFunction(this, 'dr-operation-token-gen', {
            ...common,
            auth: this.auth,
            secret: store.secret,
            ...(breakGlassTokenRole !== undefined &&
                store.breakGlassSecret && {
                breakGlass: { tokenRole: breakGlassTokenRole, secret: store.breakGlassSecret },
            }),
        });
        this.dnsSwitch = new dns_switch_function_1.DnsSwitchFunction(this, 'dns-switch', { ...common, journals });
        this.drOperations = new dr_operations_function_1.DrOperationsFunction(this, 'dr-operations', { ...common, secret: store.secret, journals });
    }
    /** ARN of each Lambda, by the name of its folder under `functions/`. */
    get functionArns() {
        return {
            auth: this.auth.lambda.arn,
            'dr-operation-token-gen': this.tokenGen.lambda.arn,
            'dns-switch': this.dnsSwitch.lambda.arn,
            'dr-operations': this.drOperations.lambda.arn,
        };
    }
}
exports.ControlPlane = ControlPlane;
//# sourceMappingURL=control-plane.js.map