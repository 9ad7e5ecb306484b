import { CloudwatchCompositeAlarm } from '@cdktf/provider-aws/lib/cloudwatch-composite-alarm';
import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config';
import { Construct } from 'constructs';
import type { Journals } from '../aws/journal-table';
import type { WeightedRecords } from '../aws/weighted-records';
import type { ControlPlane } from '../control-plane';
import type { CommonFunctionProps } from '../lambda/common-function-props';
import { OPERATION_TOKEN_DEFAULTS, type OperationTokenSettings } from '../lambda/dr-operation-token-gen-function';
import { OPERATION_DEFAULTS, type OperationSettings } from '../lambda/dr-operations-function';
import { WatchFunction } from '../lambda/watch-function';
import { nameOf } from '../private/names';
import type { RegionalStore } from '../regional-store';
import type { NameHealth } from '../traffic/name-health';
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

/** Settings of the watch. They are the prop `watch` of `VaultDr`. */
export interface WatchSettings {
  /**
   * ARNs of the SNS topics that the alarms of each region notify. They have to let CloudWatch publish.
   *
   * @default - a topic of its own in each region, to which you subscribe
   */
  readonly notify?: { readonly home: readonly string[]; readonly away: readonly string[] };
  /** Longest replication lag without an alarm, seconds. @default 60 */
  readonly maxLagSeconds?: number;
  /** Address of the page that explains the alarms; the name of the metric is added as `#…`. @default - the page of this package */
  readonly alarmsPage?: string;
  /** Whether each region has a dashboard. @default true */
  readonly dashboard?: boolean;
  /**
   * Whether an old primary that returns is demoted by itself, at most once in `automatic.coolDownSeconds`. It keeps its data
   * until a `rejoin`.
   *
   * @default false
   */
  readonly fence?: boolean;
  /**
   * Whether the watch asks Vault's autopilot how many nodes each cluster can lose, and how many of its voters are dead. The
   * DR operation token may then also read `sys/storage/raft/autopilot/state`. A cluster that does not tell has no such
   * metric and no alarm.
   *
   * @default false
   */
  readonly autopilot?: boolean;
}

/** Props of `Watch`. */
export interface WatchProps
  extends Omit<CommonFunctionProps, 'accountId' | 'kmsKeyArn'>, OperationSettings, OperationTokenSettings {
  /** Settings of the watch. */
  readonly settings: WatchSettings;
  /** The store of the region. */
  readonly store: RegionalStore;
  /** The weighted records of the client name. */
  readonly records: WeightedRecords;
  /** The health checks of these records. @default - none */
  readonly nameHealth?: NameHealth;
  /** The tables of the pair. */
  readonly journals: Journals;
  /** The Lambdas of the region. */
  readonly controlPlane: ControlPlane;
}

/** The alarms of a change of roles end by themselves. */
const SUPPRESSED = { waitPeriod: 120, extensionPeriod: 300 };

/**
 * The watch of one region: a Lambda that looks at the pair once a minute, an alarm for each thing that can decay, two
 * notifications, and a dashboard. It needs nothing of the other region.
 */
export class Watch extends Construct {
  /** The Lambda that looks. */
  readonly watchFunction: WatchFunction;
  /** ARNs of the topics that are notified. */
  readonly topicArns: readonly string[];
  /** Names of the two composite alarms. */
  readonly compositeAlarms: Readonly<Record<Urgency, string>>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: WatchProps,
  ) {
    super(scope, id);
    const { settings, store, controlPlane, cluster } = props;
    this.watchFunction = new WatchFunction(this, 'watch', {
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
    const specs = alarmSpecs(cluster, {
      maxLagWals: props.maxLagWals ?? OPERATION_DEFAULTS.maxLagWals,
      maxLagSeconds: settings.maxLagSeconds ?? 60,
      rotationMinutes: props.rotationMinutes ?? OPERATION_TOKEN_DEFAULTS.rotationMinutes,
      acts,
      autopilot: settings.autopilot ?? false,
    });
    const alarms = specs.map((spec) => ({ spec, alarm: this.createAlarm(spec) }));
    const running = this.createMetricAlarm(RUNNING, 'An operation runs. While it does, nobody is notified.');
    const named = (urgency: Urgency): string[] =>
      alarms.filter(({ spec }) => spec.urgency === urgency).map(({ alarm }) => alarm.alarmName);
    this.compositeAlarms = {
      now: this.createComposite('needs-a-person', 'A person is needed now.', named('now'), running),
      tomorrow: this.createComposite('look-tomorrow', 'Somebody has to look tomorrow.', named('tomorrow'), running),
    };
    this.notifyOfFailedRotations();
    if (settings.dashboard ?? true) {
      this.createDashboard(
        acts,
        alarms.map(({ alarm }) => alarm.arn),
      );
    }
  }

  private createTopic(): string {
    const { store, provider, tags } = this.props;
    return new NotificationTopic(this, 'topic', {
      provider,
      name: nameOf('vault-dr-alarms', this.props),
      accountId: store.accountId,
      kmsKeyArn: store.key.arn,
      tags,
    }).arn;
  }

  private createAlarm(spec: AlarmSpec): CloudwatchMetricAlarm {
    const page = this.props.settings.alarmsPage ?? ALARMS_PAGE;
    return this.createMetricAlarm(spec, `${spec.says} See ${page}#${spec.metric.toLowerCase()}`);
  }

  private createMetricAlarm(spec: AlarmCondition, description: string): CloudwatchMetricAlarm {
    const { provider, tags } = this.props;
    const { metric, cluster, comparison } = spec;
    const [datapointsToAlarm, evaluationPeriods] = spec.minutes;
    const id = [cluster, dashed(metric)].filter((part) => part !== undefined).join('-');
    return new CloudwatchMetricAlarm(this, id, {
      provider,
      alarmName: nameOf(`vault-dr-${id}`, this.props),
      alarmDescription: description,
      ...watchMetric(this.props, metric, cluster),
      statistic: comparison === 'LessThanThreshold' ? 'Minimum' : 'Maximum',
      threshold: spec.threshold,
      comparisonOperator: comparison,
      treatMissingData: spec.missing,
      datapointsToAlarm,
      evaluationPeriods,
      tags,
    });
  }

  private createComposite(
    name: string,
    says: string,
    children: readonly string[],
    running: CloudwatchMetricAlarm,
  ): string {
    const { provider, tags } = this.props;
    return new CloudwatchCompositeAlarm(this, name, {
      provider,
      alarmName: nameOf(`vault-dr-${name}`, this.props),
      alarmDescription: `${says} The alarms in it say why.`,
      alarmRule: children.map((child) => `ALARM("${child}")`).join(' OR '),
      alarmActions: [...this.topicArns],
      okActions: [...this.topicArns],
      actionsSuppressor: { alarm: running.alarmName, ...SUPPRESSED },
      tags,
    }).alarmName;
  }

  /** A rotation that failed after its retries is sent to the topic as it failed. */
  private notifyOfFailedRotations(): void {
    const { controlPlane, store, provider } = this.props;
    const { lambda } = controlPlane.tokenGen;
    const [topic] = this.topicArns;
    if (topic === undefined) return;
    lambda.allow({ Sid: 'Failures', Action: ['sns:Publish'], Resource: [topic] });
    lambda.allow({ Sid: 'FailuresKey', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: [store.key.arn] });
    new LambdaFunctionEventInvokeConfig(this, 'failed-rotations', {
      provider,
      functionName: lambda.functionName,
      destinationConfig: { onFailure: { destination: topic } },
    });
  }

  private createDashboard(acts: AlarmLimits['acts'], alarmArns: readonly string[]): void {
    const { provider, region } = this.props;
    new CloudwatchDashboard(this, 'dashboard', {
      provider,
      dashboardName: nameOf(`vault-dr-${region}`, this.props),
      dashboardBody: dashboardBody(
        { ...this.props, acts, autopilot: this.props.settings.autopilot ?? false },
        alarmArns,
      ),
    });
  }
}

/** `TwoPrimaries` as `two-primaries`. */
const dashed = (metric: string): string => metric.replaceAll(/(?!^)[A-Z]/g, '-$&').toLowerCase();
