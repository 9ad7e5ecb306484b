import { git, resolveObject } from './git';

const LOCK_FILE = 'package-lock.json';
const REMEDY = 'fetch the whole history, and give BASE as a branch or a commit';

/**
 * Lists the files that the checked-out commit changed since it branched off `base`. The lock file is left out when only
 * the version of this package differs in it, because a release alone changes no environment.
 *
 * @param directory a checkout
 * @param base branch, tag or commit
 * @returns paths relative to the checkout
 * @throws DeliveryError when `base` does not exist, or shares no history with the checked-out commit
 */
export async function changedPaths(directory: string, base: string): Promise<string[]> {
  return differingPaths(directory, await git(['merge-base', base, 'HEAD'], directory, REMEDY));
}

/** Lists the files that differ between a commit and the checked-out one, whatever their history is. As {@link changedPaths}. */
export async function differingPaths(directory: string, commit: string): Promise<string[]> {
  // A file that moves out of a folder changes that folder too, so both paths are needed.
  const diff = await git(['diff', '--name-only', '--no-renames', '-z', commit, 'HEAD'], directory);
  const paths = diff.split('\0').filter(Boolean);
  if (!paths.includes(LOCK_FILE) || (await dependenciesDiffer(directory, commit))) return paths;
  return paths.filter((path) => path !== LOCK_FILE);
}

async function dependenciesDiffer(directory: string, commit: string): Promise<boolean> {
  const before = await dependencies(directory, commit);
  return before === undefined || before !== (await dependencies(directory, 'HEAD'));
}

interface LockFile {
  readonly version?: string;
  readonly packages?: Readonly<Record<string, { readonly version?: string }>>;
}

/** @returns the lock file without the version of this package; `undefined` when the commit has no lock file */
async function dependencies(directory: string, commit: string): Promise<string | undefined> {
  const file = await resolveObject(`${commit}:${LOCK_FILE}`, directory);
  if (file === undefined) return undefined;
  const lock = JSON.parse(await git(['cat-file', 'blob', file], directory)) as LockFile;
  const root = lock.packages?.[''] ?? {};
  return JSON.stringify({
    ...lock,
    version: undefined,
    packages: { ...lock.packages, '': { ...root, version: undefined } },
  });
}
