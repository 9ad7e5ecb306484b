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
  /** Name of the Auto Scaling group, which is the value of the dimension `AutoScalingGroupName`. */
  readonly groupName: string;
  /** Whether the storage tells the failure tolerance, as raft does. */
  readonly raft: boolean;
  /** ARNs of SNS topics that are told. @default [] */
  readonly notify?: readonly string[];
}

/** When an alarm is raised. */
interface Condition {
  readonly metric: 'FailureTolerance' | 'NodesWithoutLeader';
  readonly says: string;
  readonly statistic: 'Maximum' | 'Minimum';
  readonly comparison: 'GreaterThanThreshold' | 'LessThanThreshold';
  readonly threshold: number;
  readonly missing: 'breaching' | 'notBreaching';
}

const LEADERLESS: Condition = {
  metric: 'NodesWithoutLeader',
  says: 'A node of the cluster has no leader, or the nodes say nothing.',
  statistic: 'Maximum',
  comparison: 'GreaterThanThreshold',
  threshold: 0,
  // Nobody knows what a cluster can lose that is silent.
  missing: 'breaching',
};

const INTOLERANT: Condition = {
  metric: 'FailureTolerance',
  says: 'The cluster stops serving if it loses one more node.',
  statistic: 'Minimum',
  comparison: 'LessThanThreshold',
  threshold: 1,
  // A DR secondary lets nobody log in, and so tells nobody its tolerance.
  missing: 'notBreaching',
};

/**
 * The alarms that stop a roll: the cluster would stop serving if it lost one more node, or a node has no leader. An
 * instance refresh does not begin while one of them is raised, and goes back when one is raised on the way.
 */
export class FailureTolerance extends Construct {
  /** Names of the alarms. */
  readonly alarmNames: readonly string[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FailureToleranceProps,
  ) {
    super(scope, id);
    this.alarmNames = [
      this.createAlarm('leader', LEADERLESS),
      ...(props.raft ? [this.createAlarm('tolerance', INTOLERANT)] : []),
    ];
  }

  private createAlarm(id: string, { metric, says, statistic, comparison, threshold, missing }: Condition): string {
    const { provider, groupName, notify = [], tags } = this.props;
    const alarm = new CloudwatchMetricAlarm(this, id, {
      provider,
      alarmName: nameOf(`vault-nodes-${id}`, this.props),
      alarmDescription: says,
      namespace: CLUSTER_METRICS,
      metricName: metric,
      dimensions: { AutoScalingGroupName: groupName },
      statistic,
      comparisonOperator: comparison,
      threshold,
      period: 60,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      treatMissingData: missing,
      alarmActions: [...notify],
      tags,
    });
    return alarm.alarmName;
  }
}
