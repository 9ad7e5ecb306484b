import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import type { SnapshotMetric } from '../../functions/snapshot-puller/contract';
import { DIMENSIONS, NAMESPACE } from '../../functions/watch/contract';
import { nameOf, type DeploymentName, type Tagged } from '../private/names';

/** Props of `CopyAlarms`. */
export interface CopyAlarmsProps extends DeploymentName, Tagged {
  /** The AWS provider of the region. */
  readonly provider: TerraformProvider;
  /** Time between two snapshots, minutes. */
  readonly everyMinutes: number;
  /** ARNs of SNS topics. @default - nobody is told */
  readonly topicArns?: readonly string[];
}

interface CopyAlarm {
  readonly id: string;
  readonly metric: SnapshotMetric;
  readonly says: string;
}

const ALARMS: readonly CopyAlarm[] = [
  {
    id: 'failed',
    metric: 'SnapshotFailed',
    says: 'No snapshot of the other cluster could be taken: a failover would lose more and more.',
  },
  {
    id: 'not-restorable',
    metric: 'SnapshotNotRestorable',
    says: 'The cluster of this region could not restore the newest snapshot: its version or its seal does not fit.',
  },
];
/** Snapshots in a row that have to be wrong. */
const IN_A_ROW = 3;

/** The alarms of the copies in one region. */
export class CopyAlarms extends Construct {
  constructor(scope: Construct, id: string, props: CopyAlarmsProps) {
    super(scope, id);
    const { provider, everyMinutes, topicArns = [], environment, identifier, tags } = props;
    for (const alarm of ALARMS) {
      new CloudwatchMetricAlarm(this, alarm.id, {
        provider,
        alarmName: nameOf(`vault-dr-snapshot-${alarm.id}`, props),
        alarmDescription: `${alarm.says} docs/community.md says what to do.`,
        namespace: NAMESPACE,
        metricName: alarm.metric,
        dimensions: { [DIMENSIONS.environment]: environment, [DIMENSIONS.identifier]: identifier },
        statistic: 'Maximum',
        period: everyMinutes * 60,
        evaluationPeriods: IN_A_ROW,
        datapointsToAlarm: IN_A_ROW,
        comparisonOperator: 'GreaterThanThreshold',
        threshold: 0,
        // The Lambda writes whether it failed in each run, in either role of the region. Silence means that it does not run.
        treatMissingData: alarm.metric === 'SnapshotFailed' ? 'breaching' : 'notBreaching',
        alarmActions: [...topicArns],
        okActions: [...topicArns],
        tags,
      });
    }
  }
}
