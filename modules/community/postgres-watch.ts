import { Construct } from 'constructs';
import type { ClusterName } from '../../functions/shared/contract';
import type { BundledFunction } from '../lambda/bundled-function';
import { PostgresWatchFunction, type PostgresWatchFunctionProps } from '../lambda/postgres-watch-function';
import type { Urgency } from '../watch/alarms';
import { createPairAlarms } from '../watch/pair-alarms';
import { DEFAULT_MAX_LAG_SECONDS } from '../watch/watch';
import type { CommunityWatchSettings } from './community-watch';
import type { PairStore } from './pair-store';

/** Props of `PostgresWatch`. */
export interface PostgresWatchProps extends Omit<PostgresWatchFunctionProps, 'accountId' | 'kmsKeyArn'> {
  /** Settings of the watch. */
  readonly settings: CommunityWatchSettings;
  /** The stored data of both regions. */
  readonly stores: Readonly<Record<ClusterName, PairStore>>;
  /** The Lambda `community-operations` of the region. */
  readonly operations: BundledFunction;
}

/** The watch of one region of a pair whose storage is in PostgreSQL: as `CommunityWatch`, without the alarms of the snapshots. */
export class PostgresWatch extends Construct {
  /** The Lambda that looks. */
  readonly watchFunction: PostgresWatchFunction;
  /** ARNs of the topics that are notified. */
  readonly topicArns: readonly string[];
  /** Names of the two composite alarms. */
  readonly compositeAlarms: Readonly<Record<Urgency, string>>;

  constructor(scope: Construct, id: string, props: PostgresWatchProps) {
    super(scope, id);
    const { settings, stores, cluster, replication } = props;
    const store = stores[cluster];
    this.watchFunction = new PostgresWatchFunction(this, 'watch', {
      ...props,
      accountId: store.accountId,
      kmsKeyArn: store.key.arn,
    });
    const { topicArns, compositeAlarms } = createPairAlarms(this, {
      ...props,
      store,
      limits: { replication: replication.kind, maxLagSeconds: settings.maxLagSeconds ?? DEFAULT_MAX_LAG_SECONDS },
    });
    this.topicArns = topicArns;
    this.compositeAlarms = compositeAlarms;
  }
}
