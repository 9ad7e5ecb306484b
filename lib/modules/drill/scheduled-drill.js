"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ScheduledDrill = void 0;
const cloudwatch_event_rule_1 = require("@cdktf/provider-aws/lib/cloudwatch-event-rule");
const cloudwatch_event_target_1 = require("@cdktf/provider-aws/lib/cloudwatch-event-target");
const cloudwatch_metric_alarm_1 = require("@cdktf/provider-aws/lib/cloudwatch-metric-alarm");
const iam_role_1 = require("@cdktf/provider-aws/lib/iam-role");
const iam_role_policy_1 = require("@cdktf/provider-aws/lib/iam-role-policy");
const sfn_state_machine_1 = require("@cdktf/provider-aws/lib/sfn-state-machine");
const constructs_1 = require("constructs");
const dr_operations_function_1 = require("../lambda/dr-operations-function");
const iam_1 = require("../private/iam");
const names_1 = require("../private/names");
const alarms_1 = require("../watch/alarms");
const state_machine_1 = require("./state-machine");
const DEFAULT_HOLD_SECONDS = 60;
/** A state machine that drills by a schedule, and the alarm of a drill that did not meet its target. */
class ScheduledDrill extends constructs_1.Construct {
    props;
    /** ARN of the state machine, with which a drill can also be started by hand. */
    stateMachineArn;
    constructor(scope, id, props) {
        super(scope, id);
        this.props = props;
        const { provider, settings, drOperations, operationTimeoutSeconds, tags } = props;
        const { arn: functionArn } = drOperations.lambda;
        const machine = new sfn_state_machine_1.SfnStateMachine(this, 'Resource', {
            provider,
            name: (0, names_1.nameOf)('vault-dr-drill', props),
            roleArn: this.createRole('role', 'vault-dr-drill', 'states.amazonaws.com', {
                Sid: 'Operate',
                Action: ['lambda:InvokeFunction'],
                Resource: [functionArn],
            }),
            type: 'STANDARD',
            definition: JSON.stringify((0, state_machine_1.drillDefinition)({
                functionArn,
                holdSeconds: settings.holdSeconds ?? DEFAULT_HOLD_SECONDS,
                operationTimeoutSeconds: operationTimeoutSeconds ?? dr_operations_function_1.OPERATION_DEFAULTS.operationTimeoutSeconds,
            })),
            tags,
        });
        this.stateMachineArn = machine.arn;
        this.createSchedule(machine.arn);
        this.createAlarm(machine.arn, 'ExecutionsFailed');
        this.createAlarm(machine.arn, 'ExecutionsTimedOut');
    }
    createSchedule(machineArn) {
        const { provider, settings, tags } = this.props;
        const rule = new cloudwatch_event_rule_1.CloudwatchEventRule(this, 'schedule', {
            provider,
            name: (0, names_1.nameOf)('vault-dr-drill', this.props),
            description: 'Begins a drill of the Vault DR pair',
            scheduleExpression: settings.schedule,
            tags,
        });
        new cloudwatch_event_target_1.CloudwatchEventTarget(this, 'target', {
            provider,
            rule: rule.name,
            targetId: 'drill',
            arn: machineArn,
            roleArn: this.createRole('schedule-role', 'vault-dr-drill-schedule', 'events.amazonaws.com', {
                Sid: 'Begin',
                Action: ['states:StartExecution'],
                Resource: [machineArn],
            }),
            // A drill that could not begin at its time waits for the next one.
            retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
        });
    }
    /** @returns its ARN */
    createRole(id, name, service, statement) {
        const { provider, permissionsBoundaryArn, tags } = this.props;
        const role = new iam_role_1.IamRole(this, id, {
            provider,
            name: (0, names_1.nameOf)(name, this.props),
            assumeRolePolicy: (0, iam_1.trustService)(service),
            permissionsBoundary: permissionsBoundaryArn,
            tags,
        });
        new iam_role_policy_1.IamRolePolicy(this, `${id}-policy`, {
            provider,
            name: statement.Sid,
            role: role.name,
            policy: (0, iam_1.policyDocument)([statement]),
        });
        return role.arn;
    }
    /** A drill that is refused, fails, misses its target or takes too long. Nothing suppresses it. */
    createAlarm(machineArn, metricName) {
        const { provider, topicArns, alarmsPage, tags } = this.props;
        const { name, says } = ALARMS[metricName];
        new cloudwatch_metric_alarm_1.CloudwatchMetricAlarm(this, name, {
            provider,
            alarmName: (0, names_1.nameOf)(`vault-dr-drill-${name}`, this.props),
            alarmDescription: `${says} See ${alarmsPage ?? alarms_1.ALARMS_PAGE}#drill`,
            namespace: 'AWS/States',
            metricName,
            dimensions: { StateMachineArn: machineArn },
            statistic: 'Sum',
            period: 300,
            comparisonOperator: 'GreaterThanThreshold',
            threshold: 0,
            datapointsToAlarm: 1,
            evaluationPeriods: 1,
            treatMissingData: 'notBreaching',
            alarmActions: [...topicArns],
            tags,
        });
    }
}
exports.ScheduledDrill = ScheduledDrill;
/** The metrics of Step Functions for a drill that did not end well. */
const ALARMS = {
    ExecutionsFailed: { name: 'not-met', says: 'A scheduled drill was refused, failed or missed its target.' },
    ExecutionsTimedOut: { name: 'too-long', says: 'A scheduled drill did not end within two hours.' },
};
//# sourceMappingURL=scheduled-drill.js.map