import { LambdaClient } from '@aws-sdk/client-lambda';
import type { RDSClient } from '@aws-sdk/client-rds';
import type { Context } from 'aws-lambda';
import { createAwsClients, type AwsClients } from '../dr-operations/aws-clients';
import { runStatus } from '../dr-operations/engine';
import { postgres } from '../dr-operations/replication/postgres';
import type { StatusResult } from '../dr-operations/result';
import { closeDatabases, openDatabases, openRds } from '../postgres-operations/databases';
import { readPassword } from '../postgres-operations/password';
import { awsClientConfig } from '../shared/aws';
import { startClock } from '../shared/clock';
import type { ClusterName } from '../shared/contract';
import { createLogger } from '../shared/log';
import { parseEvent } from '../shared/parse-event';
import { closeVaultClients, openVaultClients, withClientCertificate } from '../shared/vault-config';
import type { WatchResult } from '../watch/contract';
import { WATCH_EVENT, WATCH_USAGE } from '../watch/event';
import { watchPair } from '../watch/watch-pair';
import { parsePostgresWatchConfig } from './config';

const logger = createLogger();
const lambda = new LambdaClient(
  awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 20_000, maxAttempts: 1 }),
);
let clients: { readonly aws: AwsClients; readonly rds: Readonly<Record<ClusterName, RDSClient>> } | undefined;

/**
 * Looks at a pair whose storage is in PostgreSQL as the Lambda `watch` looks at one of Vault Enterprise, and publishes the same
 * metrics. Changes nothing, and begins nothing. With `{"operation": "status"}` it only answers what `community-operations` would.
 *
 * @throws InputError; ConfigError; AwsError if the password cannot be read; whatever else it cannot see is a metric
 */
export const handler = async (raw: unknown, context: Context): Promise<WatchResult | StatusResult> => {
  logger.addContext(context);
  const { operation } = parseEvent(WATCH_EVENT, raw ?? {}, WATCH_USAGE);
  const config = parsePostgresWatchConfig(process.env);
  const { operations, passwordArn, operationsFunction: name, deployment } = config;
  clients ??= { aws: createAwsClients(operations), rds: openRds(operations) };
  const { aws, rds } = clients;
  const [vaultConfig, password] = await Promise.all([
    withClientCertificate(operations.vault),
    readPassword(aws.secrets, passwordArn),
  ]);
  const clock = startClock();
  const databases = openDatabases({ config, password, rds, clock });
  const vault = openVaultClients(vaultConfig);
  const replication = postgres({ ...config, vault, databases });
  const dependencies = { vault, aws, config: operations, clock, log: logger, replication };
  try {
    if (operation === 'status') return await runStatus(dependencies);
    const functions = [{ name, wakeWith: { operation: 'status' } }];
    return (await watchPair(dependencies, { lambda, functions, deployment })).result;
  } finally {
    closeVaultClients(vault);
    await closeDatabases(databases);
  }
};
