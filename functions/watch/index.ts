import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Context } from 'aws-lambda';
import { createAwsClients, type AwsClients } from '../dr-operations/aws-clients';
import type { OperationsConfig } from '../dr-operations/config';
import { runStatus, type EngineDependencies } from '../dr-operations/engine';
import type { StatusResult } from '../dr-operations/result';
import { awsClientConfig } from '../shared/aws';
import { startClock } from '../shared/clock';
import type { ClusterName } from '../shared/contract';
import { createLogger } from '../shared/log';
import { parseEvent } from '../shared/parse-event';
import { closeVaultClients, openVaultClients, withClientCertificate } from '../shared/vault-config';
import { askOf } from './automatic/ask';
import { fenceRequest } from './automatic/fence';
import { everyTenSeconds, type Looks } from './automatic/in-a-loop';
import { Lookout, type Ask, type LookoutReport } from './automatic/lookout';
import { askAutopilot } from './autopilot';
import { parseWatchConfig, type WatchConfig } from './config';
import type { WatchResult } from './contract';
import { WATCH_EVENT, WATCH_USAGE } from './event';
import { watchPair } from './watch-pair';

const logger = createLogger();
const lambda = new LambdaClient(
  awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 20_000, maxAttempts: 1 }),
);
let aws: AwsClients | undefined;

/**
 * Looks at the pair, asks the planner whether a switchover and a failover would begin now, and publishes metrics. Changes
 * nothing but the row of this watcher. If something may begin by itself, it asks `dr-operations` for it. With
 * `{"operation": "status"}` it only answers what `dr-operations` would: whoever may call this Lambda, and not that one, can
 * look at the pair and not operate it.
 *
 * @throws InputError; ConfigError; whatever else it cannot see is a metric
 */
export const handler = async (raw: unknown, context: Context): Promise<WatchResult | StatusResult> => {
  logger.addContext(context);
  const { operation } = parseEvent(WATCH_EVENT, raw ?? {}, WATCH_USAGE);
  const config = parseWatchConfig(process.env);
  aws ??= createAwsClients(config.operations);
  const vault = openVaultClients(await withClientCertificate(config.operations.vault));
  const dependencies = { vault, aws, config: config.operations, clock: startClock(), log: logger };
  try {
    return await (operation === 'status' ? runStatus(dependencies) : watch(dependencies, config));
  } finally {
    closeVaultClients(vault);
  }
};

/** The cluster of the region of this Lambda. */
const ownCluster = ({ region, regions }: OperationsConfig): ClusterName => (region === regions.home ? 'home' : 'away');

async function watch(dependencies: EngineDependencies, config: WatchConfig): Promise<WatchResult> {
  const { operations, drOperationsFunction, dnsSwitchFunction, autopilot, ...deployment } = config;
  const ask = askOf(lambda, drOperationsFunction, logger);
  const looks = lookOut(dependencies, ask);
  // One after the other: right after its start a small Lambda is slow, and the looks have a limit of a second.
  const agreement = await looks?.first;
  const { foresight, result } = await watchPair(dependencies, {
    lambda,
    functions: [
      { name: drOperationsFunction, wakeWith: { operation: 'status' } },
      { name: dnsSwitchFunction, wakeWith: { dryRun: true } },
    ],
    deployment,
    askAutopilot: autopilot ? () => askAutopilot(dependencies) : undefined,
    // Each region speaks of its own cluster alone.
    announces: operations.traffic?.kind === 'signal' ? ownCluster(operations) : undefined,
    agreement,
  });
  const fence = fenceRequest(foresight.world, foresight.status, operations.automatic);
  if (fence) await ask(fence);
  await looks?.end;
  return result;
}

/** Looks every ten seconds, if a failover may begin by itself. A look that fails decides nothing. */
function lookOut(dependencies: EngineDependencies, ask: Ask): Looks<LookoutReport | undefined> | undefined {
  const { config } = dependencies;
  const { automatic } = config;
  if (!automatic?.failover) return undefined;
  const lookout = new Lookout({ dependencies, cluster: ownCluster(config), settings: automatic.failover, ask });
  return everyTenSeconds(dependencies.clock, async () => {
    try {
      const report = await lookout.look();
      if (report && report.decision.case !== 'serves') logger.warn('home does not serve as usual', { ...report });
      return report;
    } catch (error) {
      logger.error('a look has failed', { error: error instanceof Error ? error.name : 'unknown' });
      return undefined;
    }
  });
}
