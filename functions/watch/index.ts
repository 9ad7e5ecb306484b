import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Context } from 'aws-lambda';
import { createAwsClients, type AwsClients } from '../dr-operations/aws-clients';
import type { OperationsConfig } from '../dr-operations/config';
import { foresee, type Possibility } from '../dr-operations/foresight';
import { awsClientConfig } from '../shared/aws';
import { startClock } from '../shared/clock';
import { CLUSTER_NAMES, type ClusterName } from '../shared/contract';
import { createLogger } from '../shared/log';
import { closeVaultClients, openVaultClients, withClientCertificate } from '../shared/vault-config';
import { certificateEnd } from './certificate';
import { parseWatchConfig } from './config';
import type { WatchResult } from './contract';
import { functionsNotReady } from './functions-ready';
import { measure } from './measure';
import { publish } from './publish';

const logger = createLogger();
const lambda = new LambdaClient(
  awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 20_000, maxAttempts: 1 }),
);
let aws: AwsClients | undefined;

/** The Lambdas are woken at the first run, and then in the first minute of each hour. */
let hasWoken = false;

/**
 * Looks at the pair, asks the planner whether a switchover and a failover would begin now, and publishes metrics. Changes
 * nothing.
 *
 * @throws ConfigError; whatever else it cannot see is a metric
 */
export const handler = async (_event: unknown, context: Context): Promise<WatchResult> => {
  logger.addContext(context);
  const { operations, drOperationsFunction, dnsSwitchFunction, ...deployment } = parseWatchConfig(process.env);
  aws ??= createAwsClients(operations);
  const vault = openVaultClients(await withClientCertificate(operations.vault));
  const wakes = !hasWoken || new Date().getUTCMinutes() === 0;
  hasWoken = true;
  try {
    const [foresight, notReady, home, away] = await Promise.all([
      foresee({ vault, aws, config: operations, clock: startClock(), log: logger }),
      functionsNotReady(lambda, { drOperations: drOperationsFunction, dnsSwitch: dnsSwitchFunction }, wakes),
      certificateEnd(operations.vault.addresses.home),
      certificateEnd(operations.vault.addresses.away),
    ]);
    const measurement = measure(foresight, {
      certificateEnds: { home, away },
      functionsNotReady: notReady,
      announces: announcedHere(operations),
    });
    publish(measurement, deployment);
    const { switchover, failover, status } = foresight;
    const refusals = { ...refusalOf('switchover', switchover), ...refusalOf('failover', failover) };
    const problems = status.problems.map(({ text }) => text);
    logger.info('watched', { refusals, problems });
    return { ...measurement, refusals, problems };
  } finally {
    closeVaultClients(vault);
  }
};

/** Each region speaks of its own cluster alone. */
const announcedHere = ({ traffic, region, regions }: OperationsConfig): ClusterName | undefined =>
  traffic?.kind === 'signal' ? CLUSTER_NAMES.find((cluster) => regions[cluster] === region) : undefined;

const refusalOf = (operation: 'switchover' | 'failover', foreseen: Possibility): WatchResult['refusals'] =>
  foreseen.possible ? {} : { [operation]: foreseen.reason };
