import { Construct } from 'constructs';
import type { ClusterName } from '../../functions/shared/contract';
import type { WeightedRecords } from '../aws/weighted-records';
import type { DrillSettings } from '../drill/drill-settings';
import { AuthFunction } from '../lambda/auth-function';
import type { CommonFunctionProps } from '../lambda/common-function-props';
import { PostgresOperationsFunction } from '../lambda/postgres-operations-function';
import type { TableGrants } from './grant-tables';
import type { PairStore } from './pair-store';
import type { PostgresReplication } from './postgres-replication';

/** Props of `PostgresControlPlane`. */
export interface PostgresControlPlaneProps
  extends Omit<CommonFunctionProps, 'accountId' | 'kmsKeyArn'>, Omit<TableGrants, 'stores'> {
  /** The stored data of both regions. */
  readonly stores: Readonly<Record<ClusterName, PairStore>>;
  /** AWS regions of both clusters. */
  readonly regions: Readonly<Record<ClusterName, string>>;
  /** The weighted records of the client name. */
  readonly records: WeightedRecords;
  /** How the Lambdas log in to Vault: the props of the same names of `AuthFunction`, and the role. @default - they do not */
  readonly login?: {
    readonly mountPath: string;
    readonly serverId: string;
    readonly stsRegion?: string;
    readonly role: string;
  };
  /** How away gets the data of home. */
  readonly replication: PostgresReplication;
  /** Longest time for which a failover may lose writes unless the operator accepts it, seconds. @default 3600 */
  readonly maxFailoverLagSeconds?: number;
  /** Time limit on one operation, seconds. */
  readonly operationTimeoutSeconds: number;
  /** Drills. @default - none begins by itself */
  readonly drill?: DrillSettings;
}

/** The Lambdas of one region. They do not depend on the Lambdas of the other region. */
export class PostgresControlPlane extends Construct {
  /** The Lambda `auth`, if the Lambdas log in to Vault. */
  readonly auth: AuthFunction | undefined;
  /** The Lambda `community-operations`. */
  readonly operations: PostgresOperationsFunction;

  constructor(scope: Construct, id: string, props: PostgresControlPlaneProps) {
    super(scope, id);
    const { stores, cluster, login } = props;
    const store = stores[cluster];
    const common = { ...props, accountId: store.accountId, kmsKeyArn: store.key.arn };
    this.auth = login && new AuthFunction(this, 'auth', { ...common, ...login, allowedRoles: [login.role] });
    this.operations = new PostgresOperationsFunction(this, 'community-operations', {
      ...common,
      login: this.auth && login && { auth: this.auth, role: login.role },
    });
  }
}
