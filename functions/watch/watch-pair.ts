import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { EngineDependencies } from '../dr-operations/engine';
import { foresee, type Foresight, type Possibility } from '../dr-operations/foresight';
import { certificateEnd } from './certificate';
import type { WatchResult } from './contract';
import { functionsNotReady, type OperatingFunction } from './functions-ready';
import { measure, type Surroundings } from './measure';
import { publish } from './publish';

/** What a watch looks at beside the pair, and for whom. */
export interface WatchedPair extends Pick<Surroundings, 'announces' | 'agreement'> {
  readonly lambda: LambdaClient;
  /** The Lambdas of the region that operate the pair. */
  readonly functions: readonly OperatingFunction[];
  readonly deployment: { readonly environment: string; readonly identifier: string };
  /** Asks autopilot of each cluster. @default - it is not asked */
  readonly askAutopilot?: (() => Promise<Surroundings['autopilot']>) | undefined;
}

/** The functions are woken at the first run, and then in the first minute of each hour. */
let hasWoken = false;

/**
 * Looks at the pair, asks the planner whether a switchover and a failover would begin now, and publishes metrics. Changes
 * nothing.
 */
export async function watchPair(
  dependencies: EngineDependencies,
  { lambda, functions, deployment, askAutopilot, announces, agreement }: WatchedPair,
): Promise<{ readonly foresight: Foresight; readonly result: WatchResult }> {
  const { config, log } = dependencies;
  const { addresses } = config.vault;
  const wakes = !hasWoken || new Date().getUTCMinutes() === 0;
  hasWoken = true;
  const [foresight, notReady, home, away, autopilot] = await Promise.all([
    foresee(dependencies),
    functionsNotReady(lambda, functions, wakes),
    certificateEnd(addresses.home),
    certificateEnd(addresses.away),
    askAutopilot?.(),
  ]);
  const measurement = measure(foresight, {
    certificateEnds: { home, away },
    functionsNotReady: notReady,
    autopilot,
    announces,
    agreement,
  });
  publish(measurement, deployment);
  const { switchover, failover, status } = foresight;
  const refusals = { ...refusalOf('switchover', switchover), ...refusalOf('failover', failover) };
  const problems = status.problems.map(({ text }) => text);
  log.info('watched', { refusals, problems });
  return { foresight, result: { ...measurement, refusals, problems } };
}

const refusalOf = (operation: 'switchover' | 'failover', foreseen: Possibility): WatchResult['refusals'] =>
  foreseen.possible ? {} : { [operation]: foreseen.reason };
