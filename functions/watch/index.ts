import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { createAwsClients, type AwsClients } from '../dr-operations/aws-clients';
import type { OperationsConfig } from '../dr-operations/config';
import { runStatus, type EngineDependencies } from '../dr-operations/engine';
import { foresee, type Possibility } from '../dr-operations/foresight';
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
import { certificateEnd } from './certificate';
import { parseWatchConfig, type WatchConfig } from './config';
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
 * nothing but the row of this watcher. If something may begin by itself, it asks `dr-operations` for it. With
 * `{"operation": "status"}` it only answers what `dr-operations` would: whoever may call this Lambda, and not that one, can
 * look at the pair and not operate it.
 *
 * @throws InputError; ConfigError; whatever else it cannot see is a metric
 */
export const handler = async (raw: unknown, context: Context): Promise<WatchResult | StatusResult> => {
  logger.addContext(context);
  const { operation } = parseEvent(EVENT, raw ?? {}, 'Give {} or {"operation": "status"}.');
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
  const { operations, drOperationsFunction, dnsSwitchFunction, autopilot: asksAutopilot, ...deployment } = config;
  const { home: homeAddress, away: awayAddress } = operations.vault.addresses;
  const wakes = !hasWoken || new Date().getUTCMinutes() === 0;
  hasWoken = true;
  const ask = askOf(lambda, drOperationsFunction, logger);
  const looks = lookOut(dependencies, ask);
  // One after the other: right after its start a small Lambda is slow, and the looks have a limit of a second.
  const report = await looks?.first;
  const [foresight, notReady, home, away, autopilot] = await Promise.all([
    foresee(dependencies),
    functionsNotReady(lambda, { drOperations: drOperationsFunction, dnsSwitch: dnsSwitchFunction }, wakes),
    certificateEnd(homeAddress),
    certificateEnd(awayAddress),
    asksAutopilot ? askAutopilot(dependencies) : undefined,
  ]);
  const measurement = measure(foresight, {
    certificateEnds: { home, away },
    functionsNotReady: notReady,
    autopilot,
    // Each region speaks of its own cluster alone.
    announces: operations.traffic?.kind === 'signal' ? ownCluster(operations) : undefined,
    agreement: report,
  });
  publish(measurement, deployment);
  const { switchover, failover, status } = foresight;
  const refusals = { ...refusalOf('switchover', switchover), ...refusalOf('failover', failover) };
  const problems = status.problems.map(({ text }) => text);
  logger.info('watched', { refusals, problems });
  const fence = fenceRequest(foresight.world, status, operations.automatic);
  if (fence) await ask(fence);
  await looks?.end;
  return { ...measurement, refusals, problems };
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

const refusalOf = (operation: 'switchover' | 'failover', foreseen: Possibility): WatchResult['refusals'] =>
  foreseen.possible ? {} : { [operation]: foreseen.reason };
