"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.OperatorParameters = void 0;
const ssm_parameter_1 = require("@cdktf/provider-aws/lib/ssm-parameter");
const constructs_1 = require("constructs");
const contract_1 = require("../../functions/shared/contract");
/**
 * SSM parameters of one region from which the tool `vault-dr` takes the settings of a pair. Each region has its own, so
 * that the tool needs neither the state nor the other region.
 */
class OperatorParameters extends constructs_1.Construct {
    constructor(scope, id, props) {
        super(scope, id);
        const { provider, settings, caPem, tags } = props;
        const path = `${contract_1.OPERATOR_PARAMETERS}/${props.environment}/${props.identifier}`;
        // A standard parameter has at most 4 KB, an advanced one 8 KB. Certificates get one of their own.
        const common = { provider, type: 'String', tier: 'Intelligent-Tiering', tags };
        new ssm_parameter_1.SsmParameter(this, 'settings', { ...common, name: `${path}/settings`, value: JSON.stringify(settings) });
        if (caPem !== undefined)
            new ssm_parameter_1.SsmParameter(this, 'ca', { ...common, name: `${path}/ca`, value: caPem });
    }
}
exports.OperatorParameters = OperatorParameters;
//# sourceMappingURL=operator-parameters.js.map