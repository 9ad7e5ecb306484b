import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { nameOf, type DeploymentName, type Tagged } from '../private/names';

/** Namespace of the metrics that the nodes of every cluster write. */
export const CLUSTER_METRICS = 'VaultCluster';

/** Props of `FailureTolerance`. */
export interface FailureToleranceProps extends DeploymentName, Tagged {
  /** The AWS provider of the region. */
  readonly provider: TerraformProvider;
  /** Whether the storage tells the failure tolerance, as raft does. The alarm of others counts nodes without a leader. */
  readonly raft: boolean;
  /** Value of the dimension `Cluster`. */
  readonly cluster: string;
  /** ARNs of SNS topics that are told. @default [] */
  readonly notify?: readonly string[];
}

/**
 * The alarm that stops a roll: the cluster would stop serving if it lost one more node, or says nothing. An instance
 * refresh does not begin while it is raised, and goes back when it is raised on the way.
 */
export class FailureTolerance extends Construct {
  /** Name of the alarm. */
  readonly alarmName: string;

  constructor(scope: Construct, id: string, props: FailureToleranceProps) {
    super(scope, id);
    const { provider, raft, cluster, notify = [], tags } = props;
    const alarm = new CloudwatchMetricAlarm(this, 'Resource', {
      provider,
      alarmName: nameOf('vault-failure-tolerance', props),
      alarmDescription: raft
        ? 'The cluster stops serving if it loses one more node, or its nodes say nothing.'
        : 'A node has no leader, or the nodes say nothing.',
      namespace: CLUSTER_METRICS,
      metricName: raft ? 'FailureTolerance' : 'NodesWithoutLeader',
      dimensions: { Cluster: cluster },
      statistic: raft ? 'Minimum' : 'Maximum',
      comparisonOperator: raft ? 'LessThanThreshold' : 'GreaterThanThreshold',
      threshold: raft ? 1 : 0,
      period: 60,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      // Nobody knows the tolerance of a cluster that is silent.
      treatMissingData: 'breaching',
      alarmActions: [...notify],
      tags,
    });
    this.alarmName = alarm.alarmName;
  }
}
