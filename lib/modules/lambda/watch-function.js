"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.WatchFunction = void 0;
const constructs_1 = require("constructs");
const contract_1 = require("../../functions/shared/contract");
const contract_2 = require("../../functions/watch/contract");
const journal_table_1 = require("../aws/journal-table");
const names_1 = require("../private/names");
const bundled_function_1 = require("./bundled-function");
const dr_operations_function_1 = require("./dr-operations-function");
const schedule_1 = require("./schedule");
/** The Lambda `watch`, which looks at the pair once a minute and publishes metrics. */
class WatchFunction extends constructs_1.Construct {
    /** The Lambda itself. */
    lambda;
    constructor(scope, id, props) {
        super(scope, id);
        const { drOperations, dnsSwitch } = props;
        this.lambda = new bundled_function_1.BundledFunction(this, 'lambda', {
            ...props,
            bundle: 'watch',
            description: 'Looks at the Vault DR pair once a minute and publishes metrics',
            // Where a failover may begin by itself, it looks for 50 s, and may then wait for an answer.
            timeoutSeconds: props.automatic ? 90 : 50,
        });
        props.secret.grantRead(this.lambda);
        props.records.grantRead(this.lambda);
        props.nameHealth?.grantAnnounce(this.lambda);
        (0, journal_table_1.grantJournals)(this.lambda, props.journals, 'read');
        const { journals, cluster } = props;
        if (props.automatic && journals.witness)
            (0, journal_table_1.grantWatching)(this.lambda, journals[cluster], journals.witness);
        this.lambda.allow({
            Sid: 'Operating',
            Action: ['lambda:GetFunctionConfiguration', 'lambda:InvokeFunction'],
            Resource: [drOperations.arn, dnsSwitch.arn],
        });
        this.lambda.addVariables({
            ...(0, dr_operations_function_1.limitVariables)(props),
            [contract_2.WATCH_ENV.drOperationsFunction]: drOperations.functionName,
            [contract_2.WATCH_ENV.dnsSwitchFunction]: dnsSwitch.functionName,
            [contract_1.DEPLOYMENT_ENV.environment]: props.environment,
            [contract_1.DEPLOYMENT_ENV.identifier]: props.identifier,
            ...(props.autopilot && { [contract_2.WATCH_ENV.autopilot]: 'true' }),
        });
        (0, schedule_1.runRegularly)(this, this.lambda, {
            provider: props.provider,
            name: (0, names_1.nameOf)('vault-dr-watch', props),
            description: 'Looks at the Vault DR pair',
            everyMinutes: 1,
            targetId: 'watch',
            tags: props.tags,
        });
    }
}
exports.WatchFunction = WatchFunction;
//# sourceMappingURL=watch-function.js.map