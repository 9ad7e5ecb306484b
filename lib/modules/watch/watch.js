"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Watch = void 0;
const cloudwatch_composite_alarm_1 = require("@cdktf/provider-aws/lib/cloudwatch-composite-alarm");
const cloudwatch_dashboard_1 = require("@cdktf/provider-aws/lib/cloudwatch-dashboard");
const cloudwatch_metric_alarm_1 = require("@cdktf/provider-aws/lib/cloudwatch-metric-alarm");
const lambda_function_event_invoke_config_1 = require("@cdktf/provider-aws/lib/lambda-function-event-invoke-config");
const constructs_1 = require("constructs");
const dr_operation_token_gen_function_1 = require("../lambda/dr-operation-token-gen-function");
const dr_operations_function_1 = require("../lambda/dr-operations-function");
const watch_function_1 = require("../lambda/watch-function");
const names_1 = require("../private/names");
const alarms_1 = require("./alarms");
const dashboard_1 = require("./dashboard");
const metric_1 = require("./metric");
const notification_topic_1 = require("./notification-topic");
/** The alarms of a change of roles end by themselves. */
const SUPPRESSED = { waitPeriod: 120, extensionPeriod: 300 };
/**
 * The watch of one region: a Lambda that looks at the pair once a minute, an alarm for each thing that can decay, two
 * notifications, and a dashboard. It needs nothing of the other region.
 */
class Watch extends constructs_1.Construct {
    props;
    /** The Lambda that looks. */
    watchFunction;
    /** ARNs of the topics that are notified. */
    topicArns;
    /** Names of the two composite alarms. */
    compositeAlarms;
    constructor(scope, id, props) {
        super(scope, id);
        this.props = props;
        const { settings, store, controlPlane, cluster } = props;
        this.watchFunction = new watch_function_1.WatchFunction(this, 'watch', {
            ...props,
            fence: settings.fence,
            autopilot: settings.autopilot,
            accountId: store.accountId,
            kmsKeyArn: store.key.arn,
            secret: store.secret,
            drOperations: controlPlane.drOperations.lambda,
            dnsSwitch: controlPlane.dnsSwitch.lambda,
        });
        this.topicArns = settings.notify?.[cluster] ?? [this.createTopic()];
        const acts = { failover: props.automatic !== undefined, fence: settings.fence ?? false };
        const specs = (0, alarms_1.alarmSpecs)(cluster, {
            maxLagWals: props.maxLagWals ?? dr_operations_function_1.OPERATION_DEFAULTS.maxLagWals,
            maxLagSeconds: settings.maxLagSeconds ?? 60,
            rotationMinutes: props.rotationMinutes ?? dr_operation_token_gen_function_1.OPERATION_TOKEN_DEFAULTS.rotationMinutes,
            acts,
            autopilot: settings.autopilot ?? false,
        });
        const alarms = specs.map((spec) => ({ spec, alarm: this.createAlarm(spec) }));
        const running = this.createMetricAlarm(alarms_1.RUNNING, 'An operation runs. While it does, nobody is notified.');
        const named = (urgency) => alarms.filter(({ spec }) => spec.urgency === urgency).map(({ alarm }) => alarm.alarmName);
        this.compositeAlarms = {
            now: this.createComposite('needs-a-person', 'A person is needed now.', named('now'), running),
            tomorrow: this.createComposite('look-tomorrow', 'Somebody has to look tomorrow.', named('tomorrow'), running),
        };
        this.notifyOfFailedRotations();
        if (settings.dashboard ?? true) {
            this.createDashboard(acts, alarms.map(({ alarm }) => alarm.arn));
        }
    }
    createTopic() {
        const { store, provider, tags } = this.props;
        return new notification_topic_1.NotificationTopic(this, 'topic', {
            provider,
            name: (0, names_1.nameOf)('vault-dr-alarms', this.props),
            accountId: store.accountId,
            kmsKeyArn: store.key.arn,
            tags,
        }).arn;
    }
    createAlarm(spec) {
        const page = this.props.settings.alarmsPage ?? alarms_1.ALARMS_PAGE;
        return this.createMetricAlarm(spec, `${spec.says} See ${page}#${spec.metric.toLowerCase()}`);
    }
    createMetricAlarm(spec, description) {
        const { provider, tags } = this.props;
        const { metric, cluster, comparison } = spec;
        const [datapointsToAlarm, evaluationPeriods] = spec.minutes;
        const id = [cluster, dashed(metric)].filter((part) => part !== undefined).join('-');
        return new cloudwatch_metric_alarm_1.CloudwatchMetricAlarm(this, id, {
            provider,
            alarmName: (0, names_1.nameOf)(`vault-dr-${id}`, this.props),
            alarmDescription: description,
            ...(0, metric_1.watchMetric)(this.props, metric, cluster),
            statistic: comparison === 'LessThanThreshold' ? 'Minimum' : 'Maximum',
            threshold: spec.threshold,
            comparisonOperator: comparison,
            treatMissingData: spec.missing,
            datapointsToAlarm,
            evaluationPeriods,
            tags,
        });
    }
    createComposite(name, says, children, running) {
        const { provider, tags } = this.props;
        return new cloudwatch_composite_alarm_1.CloudwatchCompositeAlarm(this, name, {
            provider,
            alarmName: (0, names_1.nameOf)(`vault-dr-${name}`, this.props),
            alarmDescription: `${says} The alarms in it say why.`,
            alarmRule: children.map((child) => `ALARM("${child}")`).join(' OR '),
            alarmActions: [...this.topicArns],
            okActions: [...this.topicArns],
            actionsSuppressor: { alarm: running.alarmName, ...SUPPRESSED },
            tags,
        }).alarmName;
    }
    /** A rotation that failed after its retries is sent to the topic as it failed. */
    notifyOfFailedRotations() {
        const { controlPlane, store, provider } = this.props;
        const { lambda } = controlPlane.tokenGen;
        const [topic] = this.topicArns;
        if (topic === undefined)
            return;
        lambda.allow({ Sid: 'Failures', Action: ['sns:Publish'], Resource: [topic] });
        lambda.allow({ Sid: 'FailuresKey', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: [store.key.arn] });
        new lambda_function_event_invoke_config_1.LambdaFunctionEventInvokeConfig(this, 'failed-rotations', {
            provider,
            functionName: lambda.functionName,
            destinationConfig: { onFailure: { destination: topic } },
        });
    }
    createDashboard(acts, alarmArns) {
        const { provider, region } = this.props;
        new cloudwatch_dashboard_1.CloudwatchDashboard(this, 'dashboard', {
            provider,
            dashboardName: (0, names_1.nameOf)(`vault-dr-${region}`, this.props),
            dashboardBody: (0, dashboard_1.dashboardBody)({ ...this.props, acts, autopilot: this.props.settings.autopilot ?? false }, alarmArns),
        });
    }
}
exports.Watch = Watch;
/** `TwoPrimaries` as `two-primaries`. */
const dashed = (metric) => metric.replaceAll(/(?!^)[A-Z]/g, '-$&').toLowerCase();
//# sourceMappingURL=watch.js.map