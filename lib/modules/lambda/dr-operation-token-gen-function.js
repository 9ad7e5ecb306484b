"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.DrOperationTokenGenFunction = void 0;
const cloudwatch_event_rule_1 = require("@cdktf/provider-aws/lib/cloudwatch-event-rule");
const cloudwatch_event_target_1 = require("@cdktf/provider-aws/lib/cloudwatch-event-target");
const lambda_permission_1 = require("@cdktf/provider-aws/lib/lambda-permission");
const constructs_1 = require("constructs");
const contract_1 = require("../../functions/dr-operation-token-gen/contract");
const names_1 = require("../private/names");
const bundled_function_1 = require("./bundled-function");
/** The Lambda that makes the DR operation token, and its schedule. */
class DrOperationTokenGenFunction extends constructs_1.Construct {
    lambda;
    constructor(scope, id, props) {
        super(scope, id);
        this.lambda = new bundled_function_1.BundledFunction(this, 'lambda', {
            ...props,
            bundle: 'dr-operation-token-gen',
            description: 'Makes the DR operation token and writes it to Secrets Manager',
            timeoutSeconds: 60,
            reservedConcurrency: 1,
            asyncRetries: true, // one more token does no harm
        });
        this.lambda.addEnvironment(contract_1.TOKEN_GEN_ENV.authRole, props.authRole);
        this.lambda.addEnvironment(contract_1.TOKEN_GEN_ENV.tokenRole, props.tokenRole);
        this.lambda.addEnvironment(contract_1.TOKEN_GEN_ENV.ttlSeconds, String(props.ttlSeconds));
        props.auth.grantInvoke(this.lambda);
        props.secret.grantWrite(this.lambda);
        this.createSchedule(props);
    }
    createSchedule({ provider, rotationMinutes, tags, ...deployment }) {
        const rule = new cloudwatch_event_rule_1.CloudwatchEventRule(this, 'schedule', {
            provider,
            name: (0, names_1.nameOf)('vault-dr-operation-token-gen', deployment),
            description: 'Rotates the DR operation token',
            scheduleExpression: `rate(${rotationMinutes} ${rotationMinutes === 1 ? 'minute' : 'minutes'})`,
            ...(tags && { tags: { ...tags } }),
        });
        const permission = new lambda_permission_1.LambdaPermission(this, 'permission', {
            provider,
            statementId: 'schedule',
            action: 'lambda:InvokeFunction',
            functionName: this.lambda.functionName,
            principal: 'events.amazonaws.com',
            sourceArn: rule.arn,
        });
        new cloudwatch_event_target_1.CloudwatchEventTarget(this, 'target', {
            provider,
            rule: rule.name,
            targetId: 'dr-operation-token-gen',
            arn: this.lambda.arn,
            dependsOn: [permission],
        });
    }
}
exports.DrOperationTokenGenFunction = DrOperationTokenGenFunction;
//# sourceMappingURL=dr-operation-token-gen-function.js.map