"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.DrOperationsFunction = void 0;
const constructs_1 = require("constructs");
const contract_1 = require("../../functions/dr-operations/contract");
const journal_table_1 = require("../aws/journal-table");
const bundled_function_1 = require("./bundled-function");
/** The Lambda that fails over: `status`, `switchover`, `failover`, `failback`, `rejoin`. */
class DrOperationsFunction extends constructs_1.Construct {
    lambda;
    constructor(scope, id, props) {
        super(scope, id);
        const { clusterAddresses, linkCaFile, maxLagWals } = props;
        this.lambda = new bundled_function_1.BundledFunction(this, 'lambda', {
            ...props,
            bundle: 'dr-operations',
            description: 'Promotes, demotes and links the clusters of the Vault DR pair',
            memoryMb: 1024,
            reservedConcurrency: 1,
        });
        props.secret.grantRead(this.lambda);
        props.records.grantSwitch(this.lambda);
        (0, journal_table_1.grantJournals)(this.lambda, props.journals);
        const optional = {
            [contract_1.OPERATIONS_ENV.homeClusterAddress]: clusterAddresses.home,
            [contract_1.OPERATIONS_ENV.awayClusterAddress]: clusterAddresses.away,
            [contract_1.OPERATIONS_ENV.linkCaFile]: linkCaFile,
            [contract_1.OPERATIONS_ENV.maxLagWals]: maxLagWals?.toString(),
        };
        for (const [name, value] of Object.entries(optional)) {
            if (value !== undefined)
                this.lambda.addEnvironment(name, value);
        }
    }
}
exports.DrOperationsFunction = DrOperationsFunction;
//# sourceMappingURL=dr-operations-function.js.map