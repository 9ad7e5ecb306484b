import { git } from './checkout';

const LOCK_FILE = 'package-lock.json';
const REMEDY = 'fetch the whole history and give BASE as a branch or a commit.';

/**
 * The files in which the checked-out commit differs from the point where it left `base`. A lock file that differs in
 * nothing but the version of this package is not among them: a release alone changes no environment.
 *
 * @param directory a checkout
 * @param base branch, tag or commit
 * @throws Error when there is no such `base`, or it shares no history with the checked-out commit
 */
export function changedPaths(directory: string, base: string): string[] {
  const fork = git(directory, ['merge-base', base, 'HEAD'], REMEDY).trim();
  // Without renames: a file that moves out of a folder changes that folder too.
  const diff = git(directory, ['diff', '--name-only', '--no-renames', '-z', fork, 'HEAD'], REMEDY);
  const paths = diff.split('\0').filter(Boolean);
  return paths.filter((path) => path !== LOCK_FILE || dependenciesDiffer(directory, fork));
}

function dependenciesDiffer(directory: string, fork: string): boolean {
  const [before, after] = [fork, 'HEAD'].map((commit) => dependencies(directory, commit));
  return before === undefined || before !== after;
}

interface LockFile {
  readonly version?: string;
  readonly packages?: Readonly<Record<string, { readonly version?: string }>>;
}

/** The lock file without the version of this package; nothing when the commit has no such file. */
function dependencies(directory: string, commit: string): string | undefined {
  if (git(directory, ['ls-tree', '--name-only', commit, LOCK_FILE], REMEDY) === '') return undefined;
  const lock = JSON.parse(git(directory, ['show', `${commit}:${LOCK_FILE}`], REMEDY)) as LockFile;
  const root = lock.packages?.[''] ?? {};
  return JSON.stringify({
    ...lock,
    version: undefined,
    packages: { ...lock.packages, '': { ...root, version: undefined } },
  });
}
