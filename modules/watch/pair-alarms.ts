import { CloudwatchCompositeAlarm } from '@cdktf/provider-aws/lib/cloudwatch-composite-alarm';
import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';
import type { ClusterName } from '../../functions/shared/contract';
import type { EncryptionKey } from '../aws/encryption-key';
import { nameOf, type DeploymentName, type Tagged } from '../private/names';
import {
  ALARMS_PAGE,
  alarmSpecs,
  RUNNING,
  type AlarmCondition,
  type AlarmLimits,
  type AlarmSpec,
  type Urgency,
} from './alarms';
import { dashboardBody } from './dashboard';
import { watchMetric } from './metric';
import { NotificationTopic } from './notification-topic';

/** What every watch can be told about its alarms. */
export interface AlarmSettings {
  /**
   * ARNs of the SNS topics that the alarms of each region notify. They have to let CloudWatch publish.
   *
   * @default - a topic of its own in each region, to which you subscribe
   */
  readonly notify?: { readonly home: readonly string[]; readonly away: readonly string[] };
  /** Address of the page that explains the alarms; the name of the metric is added as `#…`. @default - the page of this package */
  readonly alarmsPage?: string;
  /** Whether each region has a dashboard. @default true */
  readonly dashboard?: boolean;
}

/** What the alarms of one region depend on. */
export interface PairAlarmsOptions extends DeploymentName, Tagged {
  readonly provider: TerraformProvider;
  readonly region: string;
  readonly cluster: ClusterName;
  readonly settings: AlarmSettings;
  /** The account and the key of the region. */
  readonly store: { readonly accountId: string; readonly key: EncryptionKey };
  readonly limits: AlarmLimits;
}

/** What notifies people. */
export interface PairAlarms {
  /** ARNs of the topics that are notified. */
  readonly topicArns: readonly string[];
  /** Names of the two composite alarms. */
  readonly compositeAlarms: Readonly<Record<Urgency, string>>;
}

/** The alarms of a change of roles end by themselves. */
const SUPPRESSED = { waitPeriod: 120, extensionPeriod: 300 };

/** Makes the alarms, the two notifications, their topic and the dashboard of one region. */
export function createPairAlarms(scope: Construct, options: PairAlarmsOptions): PairAlarms {
  const { settings, cluster, limits } = options;
  const topicArns = settings.notify?.[cluster] ?? [createTopic(scope, options)];
  const alarms = alarmSpecs(cluster, limits).map((spec) => ({ spec, alarm: createAlarm(scope, spec, options) }));
  const running = createMetricAlarm(scope, RUNNING, 'An operation runs. While it does, nobody is notified.', options);
  const composite = (name: string, says: string, urgency: Urgency): string => {
    const children = alarms.filter(({ spec }) => spec.urgency === urgency).map(({ alarm }) => alarm.alarmName);
    return createComposite(scope, { name, says, children, running, topicArns }, options);
  };
  const compositeAlarms = {
    now: composite('needs-a-person', 'A person is needed now.', 'now'),
    tomorrow: composite('look-tomorrow', 'Somebody has to look tomorrow.', 'tomorrow'),
  };
  if (settings.dashboard ?? true) {
    createDashboard(
      scope,
      alarms.map(({ alarm }) => alarm.arn),
      options,
    );
  }
  return { topicArns, compositeAlarms };
}

function createTopic(scope: Construct, options: PairAlarmsOptions): string {
  const { store, provider, tags } = options;
  return new NotificationTopic(scope, 'topic', {
    provider,
    name: nameOf('vault-dr-alarms', options),
    accountId: store.accountId,
    kmsKeyArn: store.key.arn,
    tags,
  }).arn;
}

function createAlarm(scope: Construct, spec: AlarmSpec, options: PairAlarmsOptions): CloudwatchMetricAlarm {
  const page = options.settings.alarmsPage ?? ALARMS_PAGE;
  return createMetricAlarm(scope, spec, `${spec.says} See ${page}#${spec.metric.toLowerCase()}`, options);
}

function createMetricAlarm(
  scope: Construct,
  spec: AlarmCondition,
  description: string,
  options: PairAlarmsOptions,
): CloudwatchMetricAlarm {
  const { provider, tags } = options;
  const { metric, cluster, comparison, periodMinutes = 1 } = spec;
  const [datapointsToAlarm, evaluationPeriods] = spec.minutes;
  const id = [cluster, dashed(metric)].filter((part) => part !== undefined).join('-');
  return new CloudwatchMetricAlarm(scope, id, {
    provider,
    alarmName: nameOf(`vault-dr-${id}`, options),
    alarmDescription: description,
    ...watchMetric(options, metric, cluster),
    period: 60 * periodMinutes,
    statistic: comparison === 'LessThanThreshold' ? 'Minimum' : 'Maximum',
    threshold: spec.threshold,
    comparisonOperator: comparison,
    treatMissingData: spec.missing,
    datapointsToAlarm,
    evaluationPeriods,
    tags,
  });
}

interface Composite {
  readonly name: string;
  readonly says: string;
  readonly children: readonly string[];
  readonly running: CloudwatchMetricAlarm;
  readonly topicArns: readonly string[];
}

function createComposite(
  scope: Construct,
  { name, says, children, running, topicArns }: Composite,
  options: PairAlarmsOptions,
): string {
  const { provider, tags } = options;
  return new CloudwatchCompositeAlarm(scope, name, {
    provider,
    alarmName: nameOf(`vault-dr-${name}`, options),
    alarmDescription: `${says} The alarms in it say why.`,
    alarmRule: children.map((child) => `ALARM("${child}")`).join(' OR '),
    alarmActions: [...topicArns],
    okActions: [...topicArns],
    actionsSuppressor: { alarm: running.alarmName, ...SUPPRESSED },
    tags,
  }).alarmName;
}

function createDashboard(scope: Construct, alarmArns: readonly string[], options: PairAlarmsOptions): void {
  const { provider, region, limits } = options;
  new CloudwatchDashboard(scope, 'dashboard', {
    provider,
    dashboardName: nameOf(`vault-dr-${region}`, options),
    dashboardBody: dashboardBody({ ...options, ...limits }, alarmArns),
  });
}

/** `TwoPrimaries` as `two-primaries`. */
const dashed = (metric: string): string => metric.replaceAll(/(?!^)[A-Z]/g, '-$&').toLowerCase();
