import { Construct } from 'constructs';
import type { ClusterName } from '../../functions/shared/contract';
import type { WeightedRecords } from '../aws/weighted-records';
import type { DrillSettings } from '../drill/drill-settings';
import { AuthFunction } from '../lambda/auth-function';
import type { CommonFunctionProps } from '../lambda/common-function-props';
import { CommunityOperationsFunction } from '../lambda/community-operations-function';
import { SnapshotPullerFunction } from '../lambda/snapshot-puller-function';
import type { CommunityNodes } from './community-vault-dr-props';
import type { CommunityStore } from './community-store';
import type { TableGrants } from './grant-tables';
import type { NodesDocument } from './nodes-document';
import type { SnapshotReplication } from './snapshot-replication';
import { snapshotRoles } from './snapshot-login';

/** Props of `CommunityControlPlane`. */
export interface CommunityControlPlaneProps
  extends Omit<CommonFunctionProps, 'accountId' | 'kmsKeyArn'>, Omit<TableGrants, 'stores'> {
  /** The stored data of both regions. */
  readonly stores: Readonly<Record<ClusterName, CommunityStore>>;
  /** The documents of both regions. */
  readonly documents: Readonly<Record<ClusterName, NodesDocument>>;
  /** The servers of each cluster. */
  readonly nodes: Readonly<Record<ClusterName, CommunityNodes>>;
  /** Whether the operations empty the servers of an old primary and park it. */
  readonly parks: boolean;
  /** The weighted records of the client name. */
  readonly records: WeightedRecords;
  /** How the Lambdas log in to Vault: the props of the same names of `AuthFunction`. */
  readonly login: { readonly mountPath: string; readonly serverId: string; readonly stsRegion?: string };
  /** How away gets the data of home. */
  readonly replication: SnapshotReplication;
  /** Longest time for which a failover may lose writes unless the operator accepts it, seconds. @default 3600 */
  readonly maxFailoverLagSeconds?: number;
  /** Time limit on one operation, seconds. */
  readonly operationTimeoutSeconds: number;
  /** Whether a Lambda looks at the pair. */
  readonly watched: boolean;
  /** Drills. @default - none begins by itself */
  readonly drill?: DrillSettings;
}

/** The three Lambdas of one region. They do not depend on the Lambdas of the other region. */
export class CommunityControlPlane extends Construct {
  /** The Lambda `auth`. */
  readonly auth: AuthFunction;
  /** The Lambda `snapshot-puller`. */
  readonly puller: SnapshotPullerFunction;
  /** The Lambda `community-operations`. */
  readonly operations: CommunityOperationsFunction;

  constructor(scope: Construct, id: string, props: CommunityControlPlaneProps) {
    super(scope, id);
    const { stores, cluster, login, replication } = props;
    const { engine, puller, watch } = snapshotRoles(props);
    const store = stores[cluster];
    const common = { ...props, accountId: store.accountId, kmsKeyArn: store.key.arn };
    this.auth = new AuthFunction(this, 'auth', {
      ...common,
      ...login,
      allowedRoles: [engine, puller, ...(props.watched ? [watch] : [])],
    });
    this.puller = new SnapshotPullerFunction(this, 'snapshot-puller', {
      ...common,
      store,
      auth: this.auth,
      authRole: puller,
    });
    this.operations = new CommunityOperationsFunction(this, 'community-operations', {
      ...common,
      ...replication,
      auth: this.auth,
      authRole: engine,
    });
  }
}
