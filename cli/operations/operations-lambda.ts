import type { ReplicationKind } from '../../functions/dr-operations/replication/traits';
import type { ClusterName, PairLambda } from '../../functions/shared/contract';
import type { EnvironmentSettings } from '../config';

/** The Lambda that runs the operations of a pair. */
export const OPERATIONS_LAMBDA: Readonly<Record<ReplicationKind, PairLambda>> = {
  enterprise: 'dr-operations',
  snapshot: 'community-operations',
  // Its code is another bundle, and whoever operates a pair calls it by one name.
  postgres: 'community-operations',
};

/** Its name or ARN in the region of a cluster. */
export const operationsLambda = (settings: EnvironmentSettings, cluster: ClusterName): string =>
  settings[cluster].functions[OPERATIONS_LAMBDA[settings.replication]];

const WATCH_LAMBDA: Readonly<Record<ReplicationKind, PairLambda>> = {
  enterprise: 'watch',
  snapshot: 'community-watch',
  postgres: 'community-watch',
};

/** The Lambda that only looks, for whoever may not operate the pair. */
export const watchLambda = (settings: EnvironmentSettings, cluster: ClusterName): string =>
  settings[cluster].functions[WATCH_LAMBDA[settings.replication]];
