import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Context } from 'aws-lambda';
import { loginBy, openStores } from '../community-operations/snapshot-parts';
import { createAwsClients, type AwsClients } from '../dr-operations/aws-clients';
import { runStatus } from '../dr-operations/engine';
import { snapshot, type ClusterNodes, type SnapshotOptions } from '../dr-operations/replication/snapshot';
import type { StatusResult } from '../dr-operations/result';
import { awsClientConfig } from '../shared/aws';
import { startClock } from '../shared/clock';
import { ConfigError } from '../shared/errors';
import { createLogger } from '../shared/log';
import { parseEvent } from '../shared/parse-event';
import { closeVaultClients, openVaultClients, withClientCertificate } from '../shared/vault-config';
import type { WatchResult } from '../watch/contract';
import { WATCH_EVENT, WATCH_USAGE } from '../watch/event';
import { watchPair } from '../watch/watch-pair';
import { parseCommunityWatchConfig } from './config';

const logger = createLogger();
const lambda = new LambdaClient(
  awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 20_000, maxAttempts: 1 }),
);
let clients: { readonly aws: AwsClients; readonly stores: SnapshotOptions['stores'] } | undefined;

/**
 * Looks at a pair without replication of Vault Enterprise as the Lambda `watch` looks at one that has it, and publishes the
 * same metrics. Changes nothing, and begins nothing. With `{"operation": "status"}` it only answers what
 * `community-operations` would.
 *
 * @throws InputError; ConfigError; whatever else it cannot see is a metric
 */
export const handler = async (raw: unknown, context: Context): Promise<WatchResult | StatusResult> => {
  logger.addContext(context);
  const { operation } = parseEvent(WATCH_EVENT, raw ?? {}, WATCH_USAGE);
  const config = parseCommunityWatchConfig(process.env);
  const { operations, operationsFunction, pullerFunction, deployment } = config;
  clients ??= { aws: createAwsClients(operations), stores: openStores(config) };
  const vault = openVaultClients(await withClientCertificate(operations.vault));
  const clock = startClock();
  const replication = snapshot(
    {
      ...config,
      vault,
      stores: clients.stores,
      login: loginBy(lambda, config),
      nodes: config.parks ? OUT_OF_REACH_AND_PARKED : OUT_OF_REACH,
    },
    clock,
  );
  const dependencies = { vault, aws: clients.aws, config: operations, clock, log: logger, replication };
  try {
    if (operation === 'status') return await runStatus(dependencies);
    const functions = [{ name: operationsFunction, wakeWith: { operation: 'status' } }, { name: pullerFunction }];
    return (await watchPair(dependencies, { lambda, functions, deployment })).result;
  } finally {
    closeVaultClients(vault);
  }
};

const refuse = (): Promise<never> =>
  Promise.reject(new ConfigError('This Lambda only looks at the pair', 'Call community-operations to change it.'));

/** A look does nothing to the servers. */
const OUT_OF_REACH: ClusterNodes = { restart: refuse, stopStandbys: refuse, stopAll: refuse };
/** The same where the operations park a cluster, so that a status says it. */
const OUT_OF_REACH_AND_PARKED: ClusterNodes = { ...OUT_OF_REACH, park: refuse };
