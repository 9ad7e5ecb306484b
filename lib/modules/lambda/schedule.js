"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.runRegularly = runRegularly;
const cloudwatch_event_rule_1 = require("@cdktf/provider-aws/lib/cloudwatch-event-rule");
const cloudwatch_event_target_1 = require("@cdktf/provider-aws/lib/cloudwatch-event-target");
const lambda_permission_1 = require("@cdktf/provider-aws/lib/lambda-permission");
/** Runs a Lambda at a fixed rate. */
function runRegularly(scope, lambda, options) {
    const { provider, name, description, everyMinutes, targetId, tags } = options;
    const rule = new cloudwatch_event_rule_1.CloudwatchEventRule(scope, 'schedule', {
        provider,
        name,
        description,
        scheduleExpression: `rate(${everyMinutes} ${everyMinutes === 1 ? 'minute' : 'minutes'})`,
        tags,
    });
    const permission = new lambda_permission_1.LambdaPermission(scope, 'permission', {
        provider,
        statementId: 'schedule',
        action: 'lambda:InvokeFunction',
        functionName: lambda.functionName,
        principal: 'events.amazonaws.com',
        sourceArn: rule.arn,
    });
    new cloudwatch_event_target_1.CloudwatchEventTarget(scope, 'target', {
        provider,
        rule: rule.name,
        targetId,
        arn: lambda.arn,
        dependsOn: [permission],
    });
}
//# sourceMappingURL=schedule.js.map