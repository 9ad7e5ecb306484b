import { SIGNERS_NAME } from './signature';

/** A file in a commit. */
export interface TreeFile {
  readonly mode: string;
  /** Git's hash of the content. */
  readonly hash: string;
}

export type TreeFiles = ReadonlyMap<string, TreeFile>;

/** Files that may change: the hashes, which are compared version by version, the keys, and a signature by a newer key. */
const mayChange = (path: string): boolean =>
  path === 'releases/integrity.json' || path === `releases/${SIGNERS_NAME}` || path.endsWith('.sig');

/**
 * Compares the folder of the releases in two commits.
 *
 * @returns what was changed or deleted of the releases before, a line each
 */
export const checkAppendOnly = (before: TreeFiles, after: TreeFiles): string[] =>
  [...before].flatMap(([path, { hash }]) => {
    const now = after.get(path);
    if (now === undefined) return [`${path} is deleted`];
    return now.hash === hash || mayChange(path) ? [] : [`${path} is changed`];
  });

/** @returns the paths that are no ordinary files, for example links: their content is elsewhere */
export const findLinks = (files: TreeFiles): string[] =>
  [...files].flatMap(([path, { mode }]) => (mode === '100644' || mode === '100755' ? [] : [path]));

/**
 * Compares recorded hashes.
 *
 * @returns the versions whose hash was changed or deleted
 */
export const changedHashes = (
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] => Object.keys(before).filter((version) => before[version] !== after[version]);
