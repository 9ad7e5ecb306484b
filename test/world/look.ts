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
 * Lets the watch of a region look, and sends its metrics to the alarms there, as CloudWatch does.
 *
 * @param forgottenInMs after this time each alarm has no more data of them
 */
export async function alarmAfterALook(world: World, cluster: ClusterName, forgottenInMs: number): Promise<WatchResult> {
  const { result, published } = await lookFrom(world, cluster);
  await world.regions[cluster].alarms.send(published, forgottenInMs);
  return result;
}

/** Names of the alarms of a region that are raised, sorted. */
export const raisedAlarms = (world: World, cluster: ClusterName): Promise<string[]> =>
  world.regions[cluster].alarms.inState('ALARM');
