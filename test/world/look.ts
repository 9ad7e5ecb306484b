import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ClusterName } from '../../functions/shared/contract';
import type { WatchResult } from '../../functions/watch/contract';
import { succeeded } from '../local/invocation';
import type { Datum, WatchAlarms } from '../local/watch-alarms';
import type { World } from '../local/world';

/** A run of the watch, and what it wrote to its log. */
export interface Look {
  readonly result: WatchResult;
  readonly published: readonly Datum[];
}

const MOST_LOOKS = 5;
/** After this time an alarm has forgotten what raised it. */
const FORGOTTEN_MS = 3_000;
/** A look at a healthy pair counts this long. */
const KEPT_MS = 30_000;

/**
 * Lets the watch of a region look. On a busy machine the emulator shows the log of a run only with that of the next one, so
 * it looks again until the log has every metric of the result.
 */
export const lookFrom = (world: World, cluster: ClusterName): Promise<Look> =>
  lookUntilLogged(
    world.regions[cluster].alarms,
    async () => succeeded(await world.invoke(cluster, 'watch')) as WatchResult,
  );

/** The same for any watch. */
export async function lookUntilLogged(
  alarms: Pick<WatchAlarms, 'readMetrics'>,
  watch: () => Promise<WatchResult>,
): Promise<Look> {
  for (let count = 1; ; count += 1) {
    const since = Date.now();
    const result = await watch();
    const published = await alarms.readMetrics(since);
    const names = new Set(published.map(({ name }) => name));
    if (Object.keys(result.pair).every((name) => names.has(name))) return { result, published };
    if (count === MOST_LOOKS) throw new Error(`the log of the watch lacks metrics: it has ${[...names].join(', ')}`);
  }
}

/**
 * Lets the watch of a region look at a pair that should be healthy, and sends its metrics to the alarms there.
 *
 * @returns the first look that sees nothing wrong, or the last one
 */
export async function lookAtHealthy(world: World, cluster: ClusterName): Promise<WatchResult> {
  const { result, published } = await lookUntil(world, cluster, ({ result: { problems, refusals } }) =>
    isDeepStrictEqual([problems, refusals], [[], {}]),
  );
  await world.regions[cluster].alarms.send(published, KEPT_MS);
  return result;
}

/**
 * Lets the watch of a region look, and sends its metrics to the alarms there, until the expected ones are raised.
 *
 * @returns the alarms that the last look raised, sorted; they are forgotten when this returns
 */
export async function alarmsAfterLooks(
  world: World,
  cluster: ClusterName,
  expected: readonly string[],
): Promise<string[]> {
  let raised: string[] = [];
  await lookUntil(world, cluster, async ({ published }) => {
    await world.regions[cluster].alarms.send(published, FORGOTTEN_MS);
    raised = await raisedAlarms(world, cluster);
    await sleep(FORGOTTEN_MS);
    return isDeepStrictEqual(raised, expected);
  });
  return raised;
}

/**
 * On a busy machine an answer can come too late for one look. CloudWatch waits for more than one such look; the alarms of
 * the local world do not.
 */
async function lookUntil(
  world: World,
  cluster: ClusterName,
  isRight: (look: Look) => boolean | Promise<boolean>,
): Promise<Look> {
  for (let count = 1; ; count += 1) {
    const look = await lookFrom(world, cluster);
    if ((await isRight(look)) || count === MOST_LOOKS) return look;
  }
}

/** Names of the alarms of a region that are raised, sorted. */
export const raisedAlarms = (world: World, cluster: ClusterName): Promise<string[]> =>
  world.regions[cluster].alarms.inState('ALARM');
