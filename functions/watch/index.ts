import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { createAwsClients, type AwsClients } from '../dr-operations/aws-clients';
import type { OperationsConfig } from '../dr-operations/config';
import { runStatus } from '../dr-operations/engine';
import { foresee, type Possibility } from '../dr-operations/foresight';
import type { StatusResult } from '../dr-operations/result';
import { awsClientConfig } from '../shared/aws';
import { startClock } from '../shared/clock';
import { CLUSTER_NAMES, type ClusterName } from '../shared/contract';
import { createLogger } from '../shared/log';
import { parseEvent } from '../shared/parse-event';
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

/** EventBridge adds fields of its own, so unknown fields are ignored. */
const EVENT = v.object({ operation: v.optional(v.literal('status')) });

/**
 * Looks at the pair, asks the planner whether a switchover and a failover would begin now, and publishes metrics. Changes
 * nothing. With `{"operation": "status"}` it only answers what `dr-operations` would: whoever may call this Lambda, and not
 * that one, can look at the pair and not operate it.
 *
 * @throws InputError; ConfigError; whatever else it cannot see is a metric
 */
export const handler = async (raw: unknown, context: Context): Promise<WatchResult | StatusResult> => {
  logger.addContext(context);
  const { operation } = parseEvent(EVENT, raw ?? {}, 'Give {} or {"operation": "status"}.');
  const { operations, drOperationsFunction, dnsSwitchFunction, ...deployment } = parseWatchConfig(process.env);
  aws ??= createAwsClients(operations);
  const vault = openVaultClients(await withClientCertificate(operations.vault));
  const dependencies = { vault, aws, config: operations, clock: startClock(), log: logger };
  const wakes = !hasWoken || new Date().getUTCMinutes() === 0;
  try {
    if (operation === 'status') return await runStatus(dependencies);
    hasWoken = true;
    const [foresight, notReady, home, away] = await Promise.all([
      foresee(dependencies),
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
