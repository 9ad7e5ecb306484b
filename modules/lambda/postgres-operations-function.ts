import { Construct } from 'constructs';
import { OPERATIONS_ENV } from '../../functions/dr-operations/contract';
import { POSTGRES_ENV, type DatabaseAddress } from '../../functions/postgres-operations/contract';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import { partitionOf } from '../../functions/shared/partition';
import { grantTables, type TableGrants } from '../community/grant-tables';
import type { WeightedRecords } from '../aws/weighted-records';
import type { PairStore } from '../community/pair-store';
import type { PostgresDatabase, PostgresReplication } from '../community/postgres-replication';
import type { AuthFunction } from './auth-function';
import type { DrillSettings } from '../drill/drill-settings';
import { BundledFunction, type BundledFunctionProps } from './bundled-function';
import type { CommonFunctionProps, Variables } from './common-function-props';
import { drillVariables } from './dr-operations-function';

/** Name of the file with the certificates of the databases in the zip. */
const DATABASE_CA_FILE = 'database-ca.pem';

/** What a Lambda needs to look at a pair whose storage is in PostgreSQL. */
export interface PostgresSightProps {
  /** The stored data of both regions. */
  readonly stores: Readonly<Record<ClusterName, PairStore>>;
  /** The weighted records of the client name. */
  readonly records: WeightedRecords;
  /** The databases, and how they are used. */
  readonly replication: PostgresReplication;
  /** Longest time for which a failover may lose writes unless the operator accepts it, seconds. @default 3600 */
  readonly maxFailoverLagSeconds?: number;
}

/** Props of `PostgresOperationsFunction`. */
export interface PostgresOperationsFunctionProps
  extends CommonFunctionProps, PostgresSightProps, Omit<TableGrants, 'stores'> {
  /** AWS regions of both clusters. */
  readonly regions: Readonly<Record<ClusterName, string>>;
  /** The Lambda `auth` of the region, and the role that may tell a cluster to step down. @default - the Lambda has no access to Vault */
  readonly login?: { readonly auth: AuthFunction; readonly role: string };
  /** Time limit on one operation, seconds. */
  readonly operationTimeoutSeconds: number;
  /** Drills. @default - none begins by itself */
  readonly drill?: DrillSettings;
}

/** The Lambda `community-operations` of a pair whose storage is in PostgreSQL. Its code is the bundle `postgres-operations`. */
export class PostgresOperationsFunction extends Construct {
  /** The Lambda itself. */
  readonly lambda: BundledFunction;

  constructor(scope: Construct, id: string, props: PostgresOperationsFunctionProps) {
    super(scope, id);
    const { stores, login } = props;
    this.lambda = new BundledFunction(this, 'lambda', {
      ...props,
      bundle: 'postgres-operations',
      // Whoever operates a pair calls it by one name.
      name: 'community-operations',
      description: 'Promotes and fences the databases of the Vault DR pair',
      timeoutSeconds: props.operationTimeoutSeconds,
      ...databaseFiles(props),
    });
    props.records.grantSwitch(this.lambda);
    grantTables(this.lambda, props);
    grantPassword(this.lambda, props);
    this.grantPromotion(props);
    login?.auth.grantInvoke(this.lambda);
    this.lambda.addVariables({
      ...databaseVariables(props),
      ...drillVariables(props.drill),
      [POSTGRES_ENV.authRole]: login?.role,
    });
  }

  private grantPromotion({ replication, regions, stores }: PostgresOperationsFunctionProps): void {
    const instances = CLUSTER_NAMES.flatMap((cluster) => {
      const { instance } = replication.databases[cluster];
      const region = regions[cluster];
      if (instance === undefined) return [];
      return [`arn:${partitionOf(region)}:rds:${region}:${stores[cluster].accountId}:db:${instance}`];
    });
    if (instances.length === 0) return;
    this.lambda.allow({
      Sid: 'Databases',
      Action: ['rds:DescribeDBInstances', 'rds:PromoteReadReplica'],
      Resource: instances,
    });
  }
}

type LookingProps = PostgresSightProps & Pick<CommonFunctionProps, 'cluster'>;

/** Files beside the code of a Lambda that looks at the databases. */
export const databaseFiles = ({ replication: { caPem } }: PostgresSightProps): Pick<BundledFunctionProps, 'files'> =>
  caPem === undefined ? {} : { files: { [DATABASE_CA_FILE]: caPem } };

/** Variables of a Lambda that looks at the databases. */
export const databaseVariables = ({ replication, cluster, maxFailoverLagSeconds }: LookingProps): Variables => {
  const { databases, caPem, lockTable, maxLagBytes, linkWithinSeconds } = replication;
  return {
    [POSTGRES_ENV.databases]: JSON.stringify({ home: addressOf(databases.home), away: addressOf(databases.away) }),
    [POSTGRES_ENV.passwordArn]: databases[cluster].password.secretArn,
    [POSTGRES_ENV.caCert]: caPem === undefined ? undefined : DATABASE_CA_FILE,
    [POSTGRES_ENV.lockTable]: lockTable,
    [POSTGRES_ENV.maxLagBytes]: maxLagBytes,
    [POSTGRES_ENV.linkWithinSeconds]: linkWithinSeconds || undefined,
    [OPERATIONS_ENV.maxFailoverLagSeconds]: maxFailoverLagSeconds,
  };
};

/** Lets a Lambda read the password of the region. */
export function grantPassword(lambda: BundledFunction, { replication, cluster }: LookingProps): void {
  const { secretArn, kmsKeyArn } = replication.databases[cluster].password;
  lambda.allow({ Sid: 'Password', Action: ['secretsmanager:GetSecretValue'], Resource: [secretArn] });
  if (kmsKeyArn === undefined) return;
  lambda.allow({ Sid: 'PasswordKey', Action: ['kms:Decrypt'], Resource: [kmsKeyArn] });
}

const addressOf = ({ kind, host, port, database, user, instance }: PostgresDatabase): DatabaseAddress => ({
  kind,
  host,
  port,
  database,
  user,
  ...(instance !== undefined && { instance }),
});
