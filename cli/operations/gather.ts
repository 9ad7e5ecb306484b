/** After this time without every answer, what is known is shown. */
const LATE_MS = 2_000;

/** The answers so far, and the names of those that are still awaited. */
export type OnLate<T> = (known: Partial<T>, awaited: readonly (keyof T)[]) => void;

/**
 * Waits for several answers. If one of them is late, tells what is known, and tells it again for each answer that comes.
 *
 * @param asked one promise for each name; each has a time limit of its own
 */
export async function gather<T extends object>(
  asked: { readonly [Name in keyof T]: Promise<T[Name]> },
  onLate: OnLate<T>,
): Promise<T> {
  const known: Partial<T> = {};
  const names = Object.keys(asked) as (keyof T)[];
  let isLate = false;
  const tell = (): void => {
    const awaited = names.filter((name) => !(name in known));
    if (isLate && awaited.length > 0) onLate(known, awaited);
  };
  const timer = setTimeout(() => {
    isLate = true;
    tell();
  }, LATE_MS);
  try {
    await Promise.all(
      names.map(async (name) => {
        known[name] = await asked[name];
        tell();
      }),
    );
  } finally {
    clearTimeout(timer);
  }
  return known as T;
}
