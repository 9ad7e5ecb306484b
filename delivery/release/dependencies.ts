import { resolveObject, git } from '../git';

/** A package in a lock file of npm. */
export interface LockedPackage {
  readonly version?: string;
  /** Where npm installs it from. npm writes none when `omit-lockfile-registry-resolved` is set. */
  readonly resolved?: string;
  /** Hash of the package as npm writes it (`sha512-…`). npm writes none for a git dependency. */
  readonly integrity?: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The packages of a lock file by their folder, for example `node_modules/fflate`. This package has the empty name. */
export type LockedPackages = Readonly<Record<string, LockedPackage>>;

/** Hashes of packages by `name@version`. */
export type PackageHashes = Readonly<Record<string, string>>;

/** @returns the name of the package in a folder of a lock file */
export const nameOfFolder = (folder: string): string => folder.slice(folder.lastIndexOf('node_modules/') + 13);

export const parseLock = (text: string): LockedPackages =>
  (JSON.parse(text) as { packages?: LockedPackages }).packages ?? {};

/**
 * @param commit from which the release was built
 * @returns the packages that npm installs with the release, with the hashes that its own lock file has; `undefined` when
 *   the clone does not have the commit
 */
export async function readDependencies(commit: string): Promise<PackageHashes | undefined> {
  if ((await resolveObject(`${commit}^{commit}`)) === undefined) return undefined;
  return dependenciesOf(parseLock(await git(['show', `${commit}:package-lock.json`])));
}

/** @returns the dependencies of the package, and theirs. Development and peer dependencies do not belong to it. */
export function dependenciesOf(packages: LockedPackages): PackageHashes {
  const found = new Map<string, string>();
  const visited = new Set<string>();
  const visit = (folder: string): void => {
    const { dependencies, optionalDependencies } = packages[folder] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const dependency = findFolder(packages, folder, name);
      if (dependency === undefined || visited.has(dependency)) continue;
      visited.add(dependency);
      const { version = '', integrity = '' } = packages[dependency] ?? {};
      found.set(`${name}@${version}`, integrity);
      visit(dependency);
    }
  };
  visit('');
  return Object.fromEntries(found);
}

/** Looks for a package as Node does: in the folder itself, then upwards. */
function findFolder(packages: LockedPackages, from: string, name: string): string | undefined {
  const candidate = from === '' ? `node_modules/${name}` : `${from}/node_modules/${name}`;
  if (candidate in packages) return candidate;
  if (from === '') return undefined;
  const parent = from.lastIndexOf('/node_modules/');
  return findFolder(packages, parent < 0 ? '' : from.slice(0, parent), name);
}
