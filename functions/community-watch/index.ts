import { LambdaClient } from '@aws-sdk/client-lambda';
import { openSnapshotPair, openStores } from '../community-operations/snapshot-parts';
import { createAwsClients, type AwsClients } from '../dr-operations/aws-clients';
import type { ClusterNodes, SnapshotOptions } from '../dr-operations/replication/snapshot';
import { awsClientConfig } from '../shared/aws';
import { ConfigError } from '../shared/errors';
import { createLogger } from '../shared/log';
import { watchHandler, type OpenWatch } from '../watch/watch-handler';
import { parseCommunityWatchConfig } from './config';

const logger = createLogger();
const lambda = new LambdaClient(
  awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 20_000, maxAttempts: 1 }),
);
let clients: { readonly aws: AwsClients; readonly stores: SnapshotOptions['stores'] } | undefined;

/**
 * Looks at a pair whose away cluster is restored from raft snapshots.
 *
 * @throws InputError; ConfigError; whatever else it cannot see is a metric
 */
export const handler = watchHandler({ lambda, logger, open });

async function open(): Promise<OpenWatch> {
  const config = parseCommunityWatchConfig(process.env);
  const { operations, operationsFunction, pullerFunction, deployment, parks } = config;
  clients ??= { aws: createAwsClients(operations), stores: openStores(config) };
  const nodes = parks ? OUT_OF_REACH_AND_PARKED : OUT_OF_REACH;
  const functions = [{ name: operationsFunction, wakeWith: { operation: 'status' } }, { name: pullerFunction }];
  const pair = await openSnapshotPair({ ...clients, lambda, log: logger }, config, () => nodes);
  return { pair, functions, deployment };
}

const refuse = (): Promise<never> =>
  Promise.reject(new ConfigError('This Lambda only looks at the pair', 'Call community-operations to change it.'));

/** A look does nothing to the servers. */
const OUT_OF_REACH: ClusterNodes = { restart: refuse, stopStandbys: refuse, stopAll: refuse };
/** The same where the operations park a cluster, so that a status says it. */
const OUT_OF_REACH_AND_PARKED: ClusterNodes = { ...OUT_OF_REACH, park: refuse };
