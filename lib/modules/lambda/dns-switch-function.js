"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.DnsSwitchFunction = void 0;
const constructs_1 = require("constructs");
const journal_table_1 = require("../aws/journal-table");
const bundled_function_1 = require("./bundled-function");
/** The Lambda `dns-switch`, which leads the client name to the cluster that took over, while it holds the lease. */
class DnsSwitchFunction extends constructs_1.Construct {
    /** The Lambda itself. */
    lambda;
    constructor(scope, id, props) {
        super(scope, id);
        this.lambda = new bundled_function_1.BundledFunction(this, 'lambda', {
            ...props,
            bundle: 'dns-switch',
            description: 'Gives the client name to the cluster that really is primary',
            timeoutSeconds: 120,
        });
        props.records.grantSwitch(this.lambda);
        props.nameHealth?.grantLead(this.lambda);
        (0, journal_table_1.grantJournals)(this.lambda, props.journals);
    }
}
exports.DnsSwitchFunction = DnsSwitchFunction;
//# sourceMappingURL=dns-switch-function.js.map