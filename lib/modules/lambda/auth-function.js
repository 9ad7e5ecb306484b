"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.AuthFunction = void 0;
const cdktf_1 = require("cdktf");
const constructs_1 = require("constructs");
const contract_1 = require("../../functions/auth/contract");
const contract_2 = require("../../functions/dr-operation-token-gen/contract");
const bundled_function_1 = require("./bundled-function");
/** The Lambda `auth`, which logs in to Vault with its IAM role and returns the token to the calling Lambda. */
class AuthFunction extends constructs_1.Construct {
    /** The Lambda itself. */
    lambda;
    allowedRoles;
    constructor(scope, id, props) {
        super(scope, id);
        this.allowedRoles = new Set(props.allowedRoles);
        this.lambda = new bundled_function_1.BundledFunction(this, 'lambda', {
            ...props,
            bundle: 'auth',
            description: 'Logs in to Vault with its IAM role and gives the token to the calling Lambda',
            timeoutSeconds: 15,
        });
        this.lambda.addVariables({
            [contract_1.AUTH_ENV.mountPath]: props.mountPath,
            [contract_1.AUTH_ENV.serverId]: props.serverId,
            [contract_1.AUTH_ENV.allowedRoles]: cdktf_1.Lazy.stringValue({ produce: () => [...this.allowedRoles].join(',') }),
            [contract_1.AUTH_ENV.stsRegion]: props.stsRegion,
        });
    }
    /**
     * Lets callers log in with one more role of the AWS auth method. Vault has to bind that role to this Lambda's IAM
     * role.
     */
    allowRole(name) {
        this.allowedRoles.add(name);
    }
    /** Lets a Lambda log in through this one. A `BundledFunction` also gets the variable with the ARN. */
    grantInvoke(caller) {
        caller.allow({ Sid: 'Auth', Action: ['lambda:InvokeFunction'], Resource: [this.lambda.arn] });
        if (caller instanceof bundled_function_1.BundledFunction)
            caller.addEnvironment(contract_2.TOKEN_GEN_ENV.authFunctionArn, this.lambda.arn);
    }
}
exports.AuthFunction = AuthFunction;
//# sourceMappingURL=auth-function.js.map