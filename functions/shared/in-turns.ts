/**
 * Does something with every item, with a few at the same time. An error of one rejects, and the others that run go on.
 *
 * @returns the results in the order of the items
 */
export async function inTurns<T, R>(items: readonly T[], atOnce: number, act: (item: T) => Promise<R>): Promise<R[]> {
  const left = [...items.entries()];
  const results: R[] = [];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [index, item] = next;
      results[index] = await act(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  return results;
}
