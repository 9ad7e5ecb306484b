"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.WitnessFunction = void 0;
const constructs_1 = require("constructs");
const contract_1 = require("../../functions/witness/contract");
const journal_table_1 = require("../aws/journal-table");
const names_1 = require("../private/names");
const bundled_function_1 = require("./bundled-function");
const common_function_props_1 = require("./common-function-props");
const schedule_1 = require("./schedule");
/**
 * The Lambda `witness` of the third region, which looks every ten seconds whether AWS in the region of home answers. It runs
 * outside of any VPC, so that its path is none of those of the other watchers.
 */
class WitnessFunction extends constructs_1.Construct {
    /** The Lambda itself. */
    lambda;
    constructor(scope, id, props) {
        super(scope, id);
        const { home, own } = props;
        this.lambda = new bundled_function_1.BundledFunction(this, 'lambda', {
            ...props,
            ...common_function_props_1.WITHOUT_VAULT,
            bundle: 'witness',
            description: 'Looks whether AWS in the region of home answers',
            timeoutSeconds: 59,
            memoryMb: 256,
        });
        (0, journal_table_1.grantReadRow)(this.lambda, 'Home', home);
        (0, journal_table_1.grantRow)(this.lambda, own);
        (0, journal_table_1.grantReadRow)(this.lambda, 'Own', own);
        this.lambda.addVariables({ [contract_1.WITNESS_ENV.journalTable]: own.name, [contract_1.WITNESS_ENV.homeRegion]: home.region });
        (0, schedule_1.runRegularly)(this, this.lambda, {
            provider: props.provider,
            name: (0, names_1.nameOf)('vault-dr-witness', props),
            description: 'Looks at the region of the home cluster',
            everyMinutes: 1,
            targetId: 'witness',
            tags: props.tags,
        });
    }
}
exports.WitnessFunction = WitnessFunction;
//# sourceMappingURL=witness-function.js.map