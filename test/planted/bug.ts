/** A bug to plant outside the engine: a replacement of one text in one file. */
export interface PlantedBug {
  /** What then is wrong. */
  readonly name: string;
  /** From the root of the repository. */
  readonly file: string;
  /** Text that occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Test files or folders to run, in this order until one fails. */
  readonly tests: readonly string[];
  /** Pattern of the names of the tests to run, where a whole file takes minutes. @default - all */
  readonly named?: string;
}

/** How the tests judged one bug. */
export interface Verdict {
  readonly bug: PlantedBug;
  /** The first test that failed; `undefined` when none did. */
  readonly caughtBy: string | undefined;
}

/** @throws Error when the text does not occur exactly once: adapt the catalogue to the code */
export function plant(source: string, { name, file, find, replace }: PlantedBug): string {
  const count = source.split(find).length - 1;
  if (count !== 1) throw new Error(`"${name}": its text occurs ${count} times in ${file}`);
  return source.replace(find, () => replace);
}
