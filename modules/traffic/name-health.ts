import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Route53HealthCheck, type Route53HealthCheckConfig } from '@cdktf/provider-aws/lib/route53-health-check';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { OPERATIONS_ENV, type Traffic } from '../../functions/dr-operations/contract';
import { otherCluster, type ClusterName } from '../../functions/shared/contract';
import { NAMESPACE, SIGNAL } from '../../functions/watch/contract';
import type { FunctionGrantee } from '../private/grantee';
import { nameOf, type DeploymentName, type Tagged } from '../private/names';
import type { TrafficSettings } from './traffic-settings';

/** Props of `NameHealth`. */
export interface NameHealthProps extends DeploymentName, Tagged {
  /** What the health checks watch. */
  readonly settings: TrafficSettings;
  /** The AWS provider and the region of each cluster. */
  readonly regions: Readonly<Record<ClusterName, { readonly provider: TerraformProvider; readonly region: string }>>;
}

/**
 * The health checks of the two records of the client name. Both are healthy on a normal day, so that Route 53 goes by the
 * weights. It answers with the record of weight 0 while the other one is unhealthy: while the region of the cluster with
 * weight 0 announces that cluster.
 */
export class NameHealth extends Construct {
  /** Id of the health check of the record of each cluster. */
  readonly healthCheckIds: Readonly<Record<ClusterName, string>>;
  /** What they watch, as the Lambdas and the tool `vault-dr` need it. */
  readonly traffic: Traffic;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: NameHealthProps,
  ) {
    super(scope, id);
    this.traffic = trafficOf(props);
    this.healthCheckIds = { home: this.createCheck('home'), away: this.createCheck('away') };
  }

  /** Lets a Lambda lead the clients by the health checks, and sets the variable that tells it how. */
  grantLead(lambda: FunctionGrantee): void {
    this.tell(lambda);
    if (this.traffic.kind === 'signal') {
      lambda.allow({
        Sid: 'Signal',
        Action: ['cloudwatch:PutMetricData'],
        Resource: ['*'], // it has no resources
        Condition: { StringEquals: { 'cloudwatch:namespace': NAMESPACE } },
      });
    } else {
      const { home, away } = this.traffic.controls;
      lambda.allow({
        Sid: 'RoutingControls',
        Action: ['route53-recovery-cluster:UpdateRoutingControlStates'],
        Resource: [home, away],
      });
    }
  }

  /** Lets the watch of a region publish the signal, if there is one. It goes through the log, which needs no right. */
  grantAnnounce(watch: FunctionGrantee): void {
    if (this.traffic.kind === 'signal') this.tell(watch);
  }

  private tell(lambda: FunctionGrantee): void {
    lambda.addEnvironment(OPERATIONS_ENV.traffic, JSON.stringify(this.traffic));
  }

  private createCheck(cluster: ClusterName): string {
    const { regions, tags } = this.props;
    return new Route53HealthCheck(this, `${cluster}-check`, {
      // Route 53 is global: one provider makes both.
      provider: regions.home.provider,
      ...this.whatToWatch(cluster),
      tags: { ...tags, Name: nameOf('vault', this.props, cluster) },
    }).id;
  }

  private whatToWatch(cluster: ClusterName): Route53HealthCheckConfig {
    if (this.traffic.kind === 'routing-controls') {
      return { type: 'RECOVERY_CONTROL', routingControlArn: this.traffic.controls[cluster] };
    }
    return {
      type: 'CLOUDWATCH_METRIC',
      // The region of the other cluster is there when this one is lost.
      cloudwatchAlarmName: this.createAlarm(otherCluster(cluster)),
      cloudwatchAlarmRegion: this.props.regions[otherCluster(cluster)].region,
      // A region that says nothing announces nothing.
      insufficientDataHealthStatus: 'Healthy',
    };
  }

  /** It notifies nobody. The health check reads its definition and the data of its metric. */
  private createAlarm(cluster: ClusterName): string {
    const { tags, regions, environment, identifier } = this.props;
    return new CloudwatchMetricAlarm(this, `${cluster}-alarm`, {
      provider: regions[cluster].provider,
      alarmName: nameOf('vault-dr-announced', this.props),
      alarmDescription: `${cluster} is announced while the weights name ${otherCluster(cluster)}. The health check of the record of ${otherCluster(cluster)} reads this.`,
      namespace: NAMESPACE,
      metricName: SIGNAL,
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

function trafficOf({ settings: { routingControls }, environment, identifier }: NameHealthProps): Traffic {
  if (!routingControls) return { kind: 'signal', environment, identifier };
  const { home, away, endpoints } = routingControls;
  return { kind: 'routing-controls', controls: { home, away }, endpoints };
}
