import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config';
import { Construct } from 'constructs';
import type { Journals } from '../aws/journal-table';
import type { WeightedRecords } from '../aws/weighted-records';
import type { ControlPlane } from '../control-plane';
import type { CommonFunctionProps } from '../lambda/common-function-props';
import { OPERATION_TOKEN_DEFAULTS, type OperationTokenSettings } from '../lambda/dr-operation-token-gen-function';
import { OPERATION_DEFAULTS, type OperationSettings } from '../lambda/dr-operations-function';
import { WatchFunction } from '../lambda/watch-function';
import type { RegionalStore } from '../regional-store';
import type { NameHealth } from '../traffic/name-health';
import type { Urgency } from './alarms';
import { createPairAlarms, type AlarmSettings } from './pair-alarms';

/** Settings of the watch. They are the prop `watch` of `VaultDr`. */
export interface WatchSettings extends AlarmSettings {
  /** Longest replication lag without an alarm, seconds. @default 60 */
  readonly maxLagSeconds?: number;
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

/** Longest replication lag without an alarm, seconds, where the secondary receives each write. */
export const DEFAULT_MAX_LAG_SECONDS = 60;

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
    const { settings, store, controlPlane } = props;
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
    const { topicArns, compositeAlarms } = createPairAlarms(this, {
      ...props,
      limits: {
        maxLagWals: props.maxLagWals ?? OPERATION_DEFAULTS.maxLagWals,
        maxLagSeconds: settings.maxLagSeconds ?? DEFAULT_MAX_LAG_SECONDS,
        rotationMinutes: props.rotationMinutes ?? OPERATION_TOKEN_DEFAULTS.rotationMinutes,
        acts: { failover: props.automatic !== undefined, fence: settings.fence ?? false },
        autopilot: settings.autopilot ?? false,
      },
    });
    this.topicArns = topicArns;
    this.compositeAlarms = compositeAlarms;
    this.notifyOfFailedRotations();
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
}
