import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Context } from 'aws-lambda';
import { createAwsClients, type AwsClients } from '../dr-operations/aws-clients';
import type { EngineDependencies } from '../dr-operations/engine';
import { foresee, type Possibility } from '../dr-operations/foresight';
import { awsClientConfig } from '../shared/aws';
import { startClock } from '../shared/clock';
import { createLogger } from '../shared/log';
import { closeVaultClients, openVaultClients, withClientCertificate } from '../shared/vault-config';
import { askOf } from './automatic/ask';
import { fenceRequest } from './automatic/fence';
import { everyTenSeconds } from './automatic/in-a-loop';
import { Lookout, type Ask, type LookoutReport } from './automatic/lookout';
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
 * nothing but the row of this watcher. If `automatic` or `fence` is set up, it asks `dr-operations` for an operation.
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
  const dependencies = { vault, aws, config: operations, clock: startClock(), log: logger };
  const ask = askOf(lambda, drOperationsFunction, logger);
  const lookout = lookoutOf(dependencies, ask);
  let firstLook: Promise<LookoutReport | undefined> | undefined;
  const look = async (): Promise<void> => {
    const looking = lookout?.look().catch(noteFailure);
    firstLook ??= looking;
    const report = await looking;
    if (report && report.decision.case !== 'serves') logger.warn('home does not serve as usual', { ...report });
  };
  const looking = lookout ? everyTenSeconds(dependencies.clock, look) : undefined;
  try {
    const [foresight, notReady, home, away, report] = await Promise.all([
      foresee(dependencies),
      functionsNotReady(lambda, { drOperations: drOperationsFunction, dnsSwitch: dnsSwitchFunction }, wakes),
      certificateEnd(operations.vault.addresses.home),
      certificateEnd(operations.vault.addresses.away),
      firstLook,
    ]);
    const around = { certificateEnds: { home, away }, functionsNotReady: notReady, decision: report?.decision };
    const measurement = measure(foresight, around);
    publish(measurement, deployment);
    const { switchover, failover, status } = foresight;
    const refusals = { ...refusalOf('switchover', switchover), ...refusalOf('failover', failover) };
    const problems = status.problems.map(({ text }) => text);
    logger.info('watched', { refusals, problems });
    const fence = fenceRequest(foresight.world, status, operations.automatic);
    if (fence) await ask(fence);
    await looking;
    return { ...measurement, refusals, problems };
  } finally {
    closeVaultClients(vault);
  }
};

/** A look that fails decides nothing. */
const noteFailure = (error: unknown): undefined => {
  logger.error('a look has failed', { error: error instanceof Error ? error.name : 'unknown' });
  return undefined;
};

/** @returns `undefined` unless a failover may begin by itself */
function lookoutOf(dependencies: EngineDependencies, ask: Ask): Lookout | undefined {
  const { automatic, region, regions } = dependencies.config;
  if (!automatic?.failover) return undefined;
  const cluster = region === regions.home ? 'home' : 'away';
  return new Lookout({ dependencies, cluster, settings: automatic.failover, ask });
}

const refusalOf = (operation: 'switchover' | 'failover', foreseen: Possibility): WatchResult['refusals'] =>
  foreseen.possible ? {} : { [operation]: foreseen.reason };
