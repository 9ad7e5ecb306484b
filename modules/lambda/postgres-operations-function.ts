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
import { BundledFunction } from './bundled-function';
import type { CommonFunctionProps } from './common-function-props';

/** Name of the file with the certificates of the databases in the zip. */
const DATABASE_CA_FILE = 'database-ca.pem';

/** Props of `PostgresOperationsFunction`. */
export interface PostgresOperationsFunctionProps extends CommonFunctionProps, Omit<TableGrants, 'stores'> {
  /** The stored data of both regions. */
  readonly stores: Readonly<Record<ClusterName, PairStore>>;
  /** AWS regions of both clusters. */
  readonly regions: Readonly<Record<ClusterName, string>>;
  /** The weighted records that the operations change. */
  readonly records: WeightedRecords;
  /** The databases, and how they are used. */
  readonly replication: PostgresReplication;
  /** The Lambda `auth` of the region, and the role that may tell a cluster to step down. @default - the Lambda has no access to Vault */
  readonly login?: { readonly auth: AuthFunction; readonly role: string };
  /** Longest time for which a failover may lose writes unless the operator accepts it, seconds. @default 3600 */
  readonly maxFailoverLagSeconds?: number;
  /** Time limit on one operation, seconds. */
  readonly operationTimeoutSeconds: number;
}

/** The Lambda `community-operations` of a pair whose storage is in PostgreSQL. Its code is the bundle `postgres-operations`. */
export class PostgresOperationsFunction extends Construct {
  /** The Lambda itself. */
  readonly lambda: BundledFunction;

  constructor(scope: Construct, id: string, props: PostgresOperationsFunctionProps) {
    super(scope, id);
    const { stores, replication, login, cluster } = props;
    const { databases, caPem, lockTable, maxLagBytes, linkWithinSeconds } = replication;
    this.lambda = new BundledFunction(this, 'lambda', {
      ...props,
      bundle: 'postgres-operations',
      // Whoever operates a pair calls it by one name.
      name: 'community-operations',
      description: 'Promotes and fences the databases of the Vault DR pair',
      timeoutSeconds: props.operationTimeoutSeconds,
      ...(caPem !== undefined && { files: { [DATABASE_CA_FILE]: caPem } }),
    });
    props.records.grantSwitch(this.lambda);
    grantTables(this.lambda, props);
    this.grantPassword(databases[cluster]);
    this.grantPromotion(props);
    login?.auth.grantInvoke(this.lambda);
    this.lambda.addVariables({
      [POSTGRES_ENV.databases]: JSON.stringify({ home: addressOf(databases.home), away: addressOf(databases.away) }),
      [POSTGRES_ENV.passwordArn]: databases[cluster].password.secretArn,
      [POSTGRES_ENV.caCert]: caPem === undefined ? undefined : DATABASE_CA_FILE,
      [POSTGRES_ENV.lockTable]: lockTable,
      [POSTGRES_ENV.maxLagBytes]: maxLagBytes,
      [POSTGRES_ENV.linkWithinSeconds]: linkWithinSeconds || undefined,
      [POSTGRES_ENV.authRole]: login?.role,
      [OPERATIONS_ENV.maxFailoverLagSeconds]: props.maxFailoverLagSeconds,
    });
  }

  private grantPassword({ password: { secretArn, kmsKeyArn } }: PostgresDatabase): void {
    this.lambda.allow({ Sid: 'Password', Action: ['secretsmanager:GetSecretValue'], Resource: [secretArn] });
    if (kmsKeyArn === undefined) return;
    this.lambda.allow({ Sid: 'PasswordKey', Action: ['kms:Decrypt'], Resource: [kmsKeyArn] });
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

const addressOf = ({ kind, host, port, database, user, instance }: PostgresDatabase): DatabaseAddress => ({
  kind,
  host,
  port,
  database,
  user,
  ...(instance !== undefined && { instance }),
});
