import type { World } from '../local/world';
import { startReadyWorld } from './shared-world';

/**
 * Runs a list of cases in several worlds. Each world takes the next case until none is left. Cases mostly wait, so several
 * worlds fit on one machine.
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

/** Starts `count` worlds one after another, because a start needs the processor, and stops them at the end. */
export async function withWorlds<R>(count: number, act: (worlds: readonly World[]) => Promise<R>): Promise<R> {
  const worlds: World[] = [];
  try {
    while (worlds.length < count) worlds.push(await startReadyWorld());
    return await act(worlds);
  } finally {
    await Promise.all(worlds.map((world) => world.stop()));
  }
}
