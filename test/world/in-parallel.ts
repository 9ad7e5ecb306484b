import type { World } from '../local/world';
import { startReadyWorld } from './shared-world';

/**
 * Does a list of things in several worlds: each takes the next one until nothing is left. Cases wait more than they
 * work, so that several worlds share a machine.
 *
 * @returns the results in the order of the list
 */
export async function inParallel<T, R>(
  worlds: readonly World[],
  list: readonly T[],
  act: (world: World, item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const work = async (world: World): Promise<void> => {
    for (let index = next++; index < list.length; index = next++) results[index] = await act(world, list[index] as T);
  };
  await Promise.all(worlds.map(work));
  return results;
}

/** Starts so many worlds, one after the other because that is work, and stops them in the end. */
export async function withWorlds<R>(count: number, act: (worlds: readonly World[]) => Promise<R>): Promise<R> {
  const worlds: World[] = [];
  try {
    while (worlds.length < count) worlds.push(await startReadyWorld());
    return await act(worlds);
  } finally {
    await Promise.all(worlds.map((world) => world.stop()));
  }
}
