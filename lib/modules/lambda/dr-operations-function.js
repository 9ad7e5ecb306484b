"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.limitVariables = exports.DrOperationsFunction = exports.OPERATION_DEFAULTS = void 0;
const constructs_1 = require("constructs");
const contract_1 = require("../../functions/dr-operations/contract");
const journal_table_1 = require("../aws/journal-table");
const units_1 = require("../private/units");
const bundled_function_1 = require("./bundled-function");
/** Defaults of {@link OperationSettings} that the constructs apply. The Lambda has the others. */
exports.OPERATION_DEFAULTS = { operationTimeoutSeconds: 300, maxLagWals: 1000 };
/** The Lambda `dr-operations`, which runs every operation of the engine. */
class DrOperationsFunction extends constructs_1.Construct {
    /** The Lambda itself. */
    lambda;
    constructor(scope, id, props) {
        super(scope, id);
        this.lambda = new bundled_function_1.BundledFunction(this, 'lambda', {
            ...props,
            bundle: 'dr-operations',
            description: 'Promotes, demotes and links the clusters of the Vault DR pair',
            timeoutSeconds: props.operationTimeoutSeconds ?? exports.OPERATION_DEFAULTS.operationTimeoutSeconds,
            memoryMb: 1024,
        });
        props.secret.grantRead(this.lambda);
        props.records.grantSwitch(this.lambda);
        props.nameHealth?.grantLead(this.lambda);
        (0, journal_table_1.grantJournals)(this.lambda, props.journals);
        if (props.automatic)
            (0, journal_table_1.grantAutomatic)(this.lambda, props.journals);
        this.lambda.addVariables(variablesOf(props));
    }
}
exports.DrOperationsFunction = DrOperationsFunction;
/** Variables with the settings. */
const variablesOf = (props) => ({
    ...(0, exports.limitVariables)(props),
    [contract_1.OPERATIONS_ENV.homeClusterAddress]: props.clusterAddresses.home,
    [contract_1.OPERATIONS_ENV.awayClusterAddress]: props.clusterAddresses.away,
    [contract_1.OPERATIONS_ENV.linkCaFile]: props.linkCaFile,
});
/** Variables with the limits that the planner applies, and with what may begin by itself. */
const limitVariables = (props) => ({
    [contract_1.OPERATIONS_ENV.maxLagWals]: props.maxLagWals,
    [contract_1.OPERATIONS_ENV.maxFailoverLagSeconds]: props.maxFailoverLagSeconds,
    [contract_1.OPERATIONS_ENV.heartbeatGraceMs]: (0, units_1.inMilliseconds)(props.heartbeatGraceSeconds),
    ...(props.automatic && automaticVariables(props.automatic)),
    ...(props.fence && { [contract_1.OPERATIONS_ENV.fence]: 'true' }),
    // It says that a drill begins by itself, so it is set with its default.
    ...(props.drill?.schedule !== undefined && {
        [contract_1.OPERATIONS_ENV.drillRtoSeconds]: props.drill.rtoSeconds ?? contract_1.DEFAULT_RTO_SECONDS,
    }),
});
exports.limitVariables = limitVariables;
/** The first one turns it on, so it is always set. */
const automaticVariables = ({ afterSeconds = contract_1.AUTOMATIC_DEFAULTS.afterSeconds, maxLossSeconds, coolDownSeconds, }) => ({
    [contract_1.OPERATIONS_ENV.automaticAfterSeconds]: afterSeconds,
    [contract_1.OPERATIONS_ENV.automaticMaxLossSeconds]: maxLossSeconds,
    [contract_1.OPERATIONS_ENV.automaticCoolDownSeconds]: coolDownSeconds,
});
//# sourceMappingURL=dr-operations-function.js.map