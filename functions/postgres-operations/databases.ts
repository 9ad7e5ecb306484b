import { RDSClient } from '@aws-sdk/client-rds';
import type { OperationsConfig } from '../dr-operations/config';
import type { Database, DatabasePair } from '../dr-operations/replication/postgres/database';
import { RdsDatabase } from '../dr-operations/replication/postgres/rds';
import { SelfRunDatabase } from '../dr-operations/replication/postgres/self-run';
import { awsClientConfig } from '../shared/aws';
import type { Clock } from '../shared/clock';
import { CLUSTER_NAMES, type ClusterName } from '../shared/contract';
import type { Secret } from '../shared/secret';
import type { PostgresSight } from './config';

export interface OpenDatabasesOptions {
  readonly config: Pick<PostgresSight, 'ca' | 'lockTable' | 'databases'>;
  readonly password: Secret;
  /** RDS in the region of each cluster. */
  readonly rds: Readonly<Record<ClusterName, Pick<RDSClient, 'send'>>>;
  readonly clock: Clock;
}

/** The databases for one invocation. Close them with {@link closeDatabases}, because a connection breaks while a Lambda is frozen. */
export function openDatabases({ config, password, rds, clock }: OpenDatabasesOptions): DatabasePair {
  const { ca, lockTable } = config;
  const open = (cluster: ClusterName): Database => {
    const { host, port, database, user, instance } = config.databases[cluster];
    const options = {
      host,
      port,
      database,
      user,
      password,
      lockTable,
      clock,
      ...(ca !== undefined && { tls: { ca } }),
    };
    return instance === undefined
      ? new SelfRunDatabase(options)
      : new RdsDatabase({ ...options, instance, rds: rds[cluster] });
  };
  return { home: open('home'), away: open('away') };
}

export async function closeDatabases(databases: DatabasePair): Promise<void> {
  await Promise.all(CLUSTER_NAMES.map((name) => databases[name].close()));
}

/** RDS in the region of each cluster. */
export function openRds({ regions }: OperationsConfig): Readonly<Record<ClusterName, RDSClient>> {
  const limits = awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 5_000, maxAttempts: 3 });
  return {
    home: new RDSClient({ region: regions.home, ...limits }),
    away: new RDSClient({ region: regions.away, ...limits }),
  };
}
