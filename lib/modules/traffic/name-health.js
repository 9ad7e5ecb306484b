"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.NameHealth = void 0;
const cloudwatch_metric_alarm_1 = require("@cdktf/provider-aws/lib/cloudwatch-metric-alarm");
const route53_health_check_1 = require("@cdktf/provider-aws/lib/route53-health-check");
const constructs_1 = require("constructs");
const contract_1 = require("../../functions/dr-operations/contract");
const contract_2 = require("../../functions/shared/contract");
const contract_3 = require("../../functions/watch/contract");
const names_1 = require("../private/names");
/**
 * The health checks of the two records of the client name. Both are healthy on a normal day, so that Route 53 goes by the
 * weights. It answers with the record of weight 0 while the other one is unhealthy: while the region of the cluster with
 * weight 0 announces that cluster.
 */
class NameHealth extends constructs_1.Construct {
    props;
    /** Id of the health check of the record of each cluster. */
    healthCheckIds;
    /** What they watch, as the Lambdas and the tool `vault-dr` need it. */
    traffic;
    constructor(scope, id, props) {
        super(scope, id);
        this.props = props;
        this.traffic = trafficOf(props);
        this.healthCheckIds = { home: this.createCheck('home'), away: this.createCheck('away') };
    }
    /** Lets a Lambda lead the clients by the health checks, and sets the variable that tells it how. */
    grantLead(lambda) {
        this.tell(lambda);
        if (this.traffic.kind === 'signal') {
            lambda.allow({
                Sid: 'Signal',
                Action: ['cloudwatch:PutMetricData'],
                Resource: ['*'], // it has no resources
                Condition: { StringEquals: { 'cloudwatch:namespace': contract_3.NAMESPACE } },
            });
        }
        else {
            const { home, away } = this.traffic.controls;
            lambda.allow({
                Sid: 'RoutingControls',
                Action: ['route53-recovery-cluster:UpdateRoutingControlStates'],
                Resource: [home, away],
            });
        }
    }
    /** Lets the watch of a region publish the signal, if there is one. It goes through the log, which needs no right. */
    grantAnnounce(watch) {
        if (this.traffic.kind === 'signal')
            this.tell(watch);
    }
    tell(lambda) {
        lambda.addEnvironment(contract_1.OPERATIONS_ENV.traffic, JSON.stringify(this.traffic));
    }
    createCheck(cluster) {
        const { regions, tags } = this.props;
        return new route53_health_check_1.Route53HealthCheck(this, `${cluster}-check`, {
            // Route 53 is global: one provider makes both.
            provider: regions.home.provider,
            ...this.whatToWatch(cluster),
            tags: { ...tags, Name: (0, names_1.nameOf)('vault', this.props, cluster) },
        }).id;
    }
    whatToWatch(cluster) {
        if (this.traffic.kind === 'routing-controls') {
            return { type: 'RECOVERY_CONTROL', routingControlArn: this.traffic.controls[cluster] };
        }
        return {
            type: 'CLOUDWATCH_METRIC',
            // The region of the other cluster is there when this one is lost.
            cloudwatchAlarmName: this.createAlarm((0, contract_2.otherCluster)(cluster)),
            cloudwatchAlarmRegion: this.props.regions[(0, contract_2.otherCluster)(cluster)].region,
            // A region that says nothing announces nothing.
            insufficientDataHealthStatus: 'Healthy',
        };
    }
    /** It notifies nobody. The health check reads its definition and the data of its metric. */
    createAlarm(cluster) {
        const { tags, regions, environment, identifier } = this.props;
        return new cloudwatch_metric_alarm_1.CloudwatchMetricAlarm(this, `${cluster}-alarm`, {
            provider: regions[cluster].provider,
            alarmName: (0, names_1.nameOf)('vault-dr-announced', this.props),
            alarmDescription: `${cluster} is announced while the weights name ${(0, contract_2.otherCluster)(cluster)}. The health check of the record of ${(0, contract_2.otherCluster)(cluster)} reads this.`,
            namespace: contract_3.NAMESPACE,
            metricName: contract_3.SIGNAL,
            dimensions: { environment, identifier, cluster },
            // The engine announces a cluster within the same minute in which the watch still said 0.
            statistic: 'Maximum',
            period: 60,
            threshold: 0,
            comparisonOperator: 'GreaterThanThreshold',
            treatMissingData: 'notBreaching',
            datapointsToAlarm: 1,
            evaluationPeriods: 1,
            tags,
        }).alarmName;
    }
}
exports.NameHealth = NameHealth;
function trafficOf({ settings: { routingControls }, environment, identifier }) {
    if (!routingControls)
        return { kind: 'signal', environment, identifier };
    const { home, away, endpoints } = routingControls;
    return { kind: 'routing-controls', controls: { home, away }, endpoints };
}
//# sourceMappingURL=name-health.js.map