import { Construct } from 'constructs';
import { type ClusterName } from '../functions/shared/contract';
import type { AutomaticMetric, ClusterMetric, PairMetric } from '../functions/watch/contract';
import { WeightedRecords } from './aws/weighted-records';
import { ControlPlane } from './control-plane';
import { ScheduledDrill } from './drill/scheduled-drill';
import { EventsFunction } from './lambda/events-function';
import type { IGrantable } from './private/grantee';
import { NameHealth } from './traffic/name-health';
import { RegionalStore } from './regional-store';
import type { VaultDrProps } from './vault-dr-props';
import { AwsAuth } from './vault/aws-auth';
import { OperationTokenRole } from './vault/operation-token-role';
import { type WatchMetric } from './watch/metric';
import { Watch } from './watch/watch';
import { WitnessStore } from './witness-store';
/**
 * The DR control plane of one pair of Vault Enterprise clusters: policies and roles in Vault, the weighted records of
 * the client name, and in each region the secret, the table with lease and journal, the four Lambdas, and the watch.
 *
 * @throws Error with a list of all problems of the props
 */
export declare class VaultDr extends Construct {
    /** The DNS name that clients use. */
    readonly clientName: string;
    /** The policy and the token role of the DR operation token. */
    readonly operationTokenRole: OperationTokenRole;
    /** The policy and the token role of the break-glass token, if there is one. */
    readonly breakGlassTokenRole: OperationTokenRole | undefined;
    /** The role that the `auth` Lambdas log in with. */
    readonly awsAuth: AwsAuth;
    /** The health checks of the records, if `traffic` is given. */
    readonly nameHealth: NameHealth | undefined;
    /** The weighted records of the client name. */
    readonly records: WeightedRecords;
    /** The stored data in the region of each cluster. */
    readonly stores: Readonly<Record<ClusterName, RegionalStore>>;
    /** The table of the third region, if there is a witness. */
    readonly witness: WitnessStore | undefined;
    /** The Lambdas in the region of each cluster. */
    readonly controlPlanes: Readonly<Record<ClusterName, ControlPlane>>;
    /** The watch in the region of each cluster, unless `watch` is `false`. */
    readonly watches: Readonly<Record<ClusterName, Watch>> | undefined;
    /** The Lambda that sends events in the region of each cluster, unless `events` is `false`. */
    readonly events: Readonly<Record<ClusterName, EventsFunction>> | undefined;
    /** The state machine that drills by a schedule, if `drill.schedule` is given. */
    readonly scheduledDrill: ScheduledDrill | undefined;
    private readonly deployment;
    constructor(scope: Construct, id: string, props: VaultDrProps);
    /**
     * Lets a role operate the pair with `vault-dr` through the Lambdas: operations, rotation of the token, `status`,
     * `history`, `doctor`. `--local` and `break-glass` need more.
     */
    grantOperate(role: IGrantable): void;
    /**
     * Lets a role look at the pair with `vault-dr status` and `vault-dr history`, and not operate it. It calls the watch, which
     * asks for an operation only by its own rules, and only with `automatic` or `watch.fence`.
     *
     * @throws Error if `watch` is `false`
     */
    grantLook(role: IGrantable): void;
    private grantAccess;
    /**
     * A metric of the watch, for an alarm or a dashboard of your own: spread it into the props of `CloudwatchMetricAlarm`.
     *
     * @param cluster the cluster of a metric that each cluster has
     */
    metric(name: PairMetric | AutomaticMetric): WatchMetric;
    metric(name: ClusterMetric, cluster: ClusterName): WatchMetric;
    /** Whether a failover would begin now: 0 or 1. */
    metricFailoverPossible(): WatchMetric;
    /** Whether a switchover would begin now: 0 or 1. */
    metricSwitchoverPossible(): WatchMetric;
    /** Replication lag, seconds. Vault reports it since 1.17. */
    metricLagSeconds(): WatchMetric;
    /** Nodes that a cluster can lose and still serve. Only with `watch.autopilot`. */
    metricFailureTolerance(cluster: ClusterName): WatchMetric;
    /** Voters of a cluster that its autopilot calls unhealthy. Only with `watch.autopilot`. */
    metricDeadVoters(cluster: ClusterName): WatchMetric;
    /** Remaining life of the DR operation token in the region of the alarm, seconds. */
    metricTokenSecondsLeft(): WatchMetric;
    /** The control plane of Route 53 is only in us-east-1. While that region is lost, no record can be changed. */
    private warnOfSharedFate;
    private createStore;
    /** Where a failover may begin by itself, the third region also has a Lambda that watches the region of home. */
    private createWitness;
    private createControlPlane;
    private createWatches;
    private createEvents;
    /** It runs in the region of home, and calls only the Lambda there. */
    private createScheduledDrill;
    private createOperatorParameters;
    private createOutputs;
}
