"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.DnsSwitchFunction = void 0;
const constructs_1 = require("constructs");
const bundled_function_1 = require("./bundled-function");
/** The Lambda that gives the client name to the cluster that is primary. */
class DnsSwitchFunction extends constructs_1.Construct {
    lambda;
    constructor(scope, id, props) {
        super(scope, id);
        this.lambda = new bundled_function_1.BundledFunction(this, 'lambda', {
            ...props,
            bundle: 'dns-switch',
            description: 'Gives the client name to the cluster that really is primary',
            timeoutSeconds: 120,
            reservedConcurrency: 1,
        });
        props.records.grantSwitch(this.lambda);
    }
}
exports.DnsSwitchFunction = DnsSwitchFunction;
//# sourceMappingURL=dns-switch-function.js.map