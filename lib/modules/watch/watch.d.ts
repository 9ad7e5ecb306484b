import { Construct } from 'constructs';
import type { Journals } from '../aws/journal-table';
import type { WeightedRecords } from '../aws/weighted-records';
import type { ControlPlane } from '../control-plane';
import type { CommonFunctionProps } from '../lambda/common-function-props';
import { type OperationTokenSettings } from '../lambda/dr-operation-token-gen-function';
import { type OperationSettings } from '../lambda/dr-operations-function';
import { WatchFunction } from '../lambda/watch-function';
import type { RegionalStore } from '../regional-store';
import type { NameHealth } from '../traffic/name-health';
import { type Urgency } from './alarms';
/** Settings of the watch. They are the prop `watch` of `VaultDr`. */
export interface WatchSettings {
    /**
     * ARNs of the SNS topics that the alarms of each region notify. They have to let CloudWatch publish.
     *
     * @default - a topic of its own in each region, to which you subscribe
     */
    readonly notify?: {
        readonly home: readonly string[];
        readonly away: readonly string[];
    };
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
export interface WatchProps extends Omit<CommonFunctionProps, 'accountId' | 'kmsKeyArn'>, OperationSettings, OperationTokenSettings {
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
/**
 * The watch of one region: a Lambda that looks at the pair once a minute, an alarm for each thing that can decay, two
 * notifications, and a dashboard. It needs nothing of the other region.
 */
export declare class Watch extends Construct {
    private readonly props;
    /** The Lambda that looks. */
    readonly watchFunction: WatchFunction;
    /** ARNs of the topics that are notified. */
    readonly topicArns: readonly string[];
    /** Names of the two composite alarms. */
    readonly compositeAlarms: Readonly<Record<Urgency, string>>;
    constructor(scope: Construct, id: string, props: WatchProps);
    private createTopic;
    private createAlarm;
    private createMetricAlarm;
    private createComposite;
    /** A rotation that failed after its retries is sent to the topic as it failed. */
    private notifyOfFailedRotations;
    private createDashboard;
}
