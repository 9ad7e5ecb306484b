import { LambdaClient } from '@aws-sdk/client-lambda';
import { createPostgresClients, openPostgresPair, type PostgresClients } from '../postgres-operations/open-pair';
import { awsClientConfig } from '../shared/aws';
import { createLogger } from '../shared/log';
import { watchHandler, type OpenWatch } from '../watch/watch-handler';
import { parsePostgresWatchConfig } from './config';

const logger = createLogger();
const lambda = new LambdaClient(
  awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 20_000, maxAttempts: 1 }),
);
let clients: PostgresClients | undefined;

/**
 * Looks at a pair whose storage is in PostgreSQL.
 *
 * @throws InputError; ConfigError; AwsError if the password cannot be read; whatever else it cannot see is a metric
 */
export const handler = watchHandler({ lambda, logger, open });

async function open(): Promise<OpenWatch> {
  const config = parsePostgresWatchConfig(process.env);
  const { operations, operationsFunction: name, deployment } = config;
  clients ??= createPostgresClients(operations);
  const functions = [{ name, wakeWith: { operation: 'status' } }];
  return { pair: await openPostgresPair(clients, config, { log: logger }), functions, deployment };
}
