import { git, resolveObject } from './git';

const LOCK_FILE = 'package-lock.json';
const REMEDY = 'fetch the whole history and give BASE as a branch or a commit.';

/**
 * The files in which the checked-out commit differs from the point where it left `base`. A lock file that differs in
 * nothing but the version of this package is not among them: a release alone changes no environment.
 *
 * @param directory a checkout
 * @param base branch, tag or commit
 * @throws DeliveryError when there is no such `base`, or it shares no history with the checked-out commit
 */
export async function changedPaths(directory: string, base: string): Promise<string[]> {
  const fork = await git(['merge-base', base, 'HEAD'], directory, REMEDY);
  // Without renames: a file that moves out of a folder changes that folder too.
  const diff = await git(['diff', '--name-only', '--no-renames', '-z', fork, 'HEAD'], directory);
  const paths = diff.split('\0').filter(Boolean);
  if (!paths.includes(LOCK_FILE) || (await dependenciesDiffer(directory, fork))) return paths;
  return paths.filter((path) => path !== LOCK_FILE);
}

async function dependenciesDiffer(directory: string, fork: string): Promise<boolean> {
  const before = await dependencies(directory, fork);
  return before === undefined || before !== (await dependencies(directory, 'HEAD'));
}

interface LockFile {
  readonly version?: string;
  readonly packages?: Readonly<Record<string, { readonly version?: string }>>;
}

/** The lock file without the version of this package; nothing when the commit has no such file. */
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
