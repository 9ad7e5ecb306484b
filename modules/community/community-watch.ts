import { Construct } from 'constructs';
import { CommunityWatchFunction, type CommunityWatchFunctionProps } from '../lambda/community-watch-function';
import type { Urgency } from '../watch/alarms';
import { createPairAlarms, type AlarmSettings } from '../watch/pair-alarms';
import type { CommunityControlPlane } from './community-control-plane';
import type { SnapshotReplication } from './snapshot-replication';
import { snapshotRoles } from './snapshot-login';

/** Settings of the watch. They are the prop `watch` of `CommunityVaultDr`. */
export interface CommunityWatchSettings extends AlarmSettings {
  /**
   * Longest time whose writes a failover may lose without an alarm, seconds; 1 to 86400.
   *
   * @default - the time of three snapshots: 180 with `snapshotReplication()`. With PostgreSQL: 60
   */
  readonly maxLagSeconds?: number;
}

/** Props of `CommunityWatch`. */
export interface CommunityWatchProps extends Omit<
  CommunityWatchFunctionProps,
  'accountId' | 'kmsKeyArn' | 'auth' | 'authRole' | 'operations' | 'puller' | keyof SnapshotReplication
> {
  /** Settings of the watch. */
  readonly settings: CommunityWatchSettings;
  /** The Lambdas of the region. */
  readonly controlPlane: CommunityControlPlane;
  /** How away gets the data of home. */
  readonly replication: SnapshotReplication;
}

/** Snapshots that may fail in a row before what a failover would lose is an alarm. */
const SNAPSHOTS = 3;

/**
 * The watch of one region of a pair without replication of Vault Enterprise: a Lambda that looks at the pair once a minute, an
 * alarm for each thing that can decay, two notifications, and a dashboard. It only looks.
 */
export class CommunityWatch extends Construct {
  /** The Lambda that looks. */
  readonly watchFunction: CommunityWatchFunction;
  /** ARNs of the topics that are notified. */
  readonly topicArns: readonly string[];
  /** Names of the two composite alarms. */
  readonly compositeAlarms: Readonly<Record<Urgency, string>>;

  constructor(scope: Construct, id: string, props: CommunityWatchProps) {
    super(scope, id);
    const { settings, stores, controlPlane, cluster, replication } = props;
    const { auth, operations, puller } = controlPlane;
    const store = stores[cluster];
    this.watchFunction = new CommunityWatchFunction(this, 'watch', {
      ...props,
      ...replication,
      accountId: store.accountId,
      kmsKeyArn: store.key.arn,
      auth,
      authRole: snapshotRoles(props).watch,
      operations: operations.lambda,
      puller: puller.lambda,
    });
    const { topicArns, compositeAlarms } = createPairAlarms(this, {
      ...props,
      store,
      limits: {
        replication: replication.kind,
        maxLagSeconds: settings.maxLagSeconds ?? SNAPSHOTS * replication.intervalSeconds,
        copyMinutes: replication.intervalSeconds / 60,
      },
    });
    this.topicArns = topicArns;
    this.compositeAlarms = compositeAlarms;
  }
}
