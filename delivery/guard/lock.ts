import { PACKAGE_NAME } from '../paths';
import { nameOfFolder, type LockedPackage, type PackageHashes } from '../release/dependencies';
import { releaseOf } from '../release/pin';
import type { PinnedEnvironment, PinFacts } from './facts';

/** Files in git that npm or Node would use instead of what the lock file has. */
export const checkStrayFiles = ({ name, strayFiles }: PinnedEnvironment): string[] =>
  strayFiles.map((path) => `${path} is in git, and comes before live/${name}/package-lock.json: delete it from git`);

/**
 * Checks everything that npm would install beside the module. Its code runs in the synthesis, so each package has to be one
 * that the release itself locks, with the same hash.
 *
 * @returns the problems, a line each; none when the release itself is not the recorded one, which is a problem of its own
 */
export function checkLockedPackages(
  { name, pin, lockedBeside }: PinnedEnvironment,
  { recorded, packed, dependencies }: PinFacts,
): string[] {
  const version = releaseOf(pin)?.version;
  if (version === undefined || recorded[version] === undefined || recorded[version] !== packed[version]) return [];
  const expected = dependencies[version];
  if (expected === undefined) {
    return [
      `the commit from which ${version} was built is not in this clone: fetch the whole history ("git fetch --unshallow")`,
    ];
  }
  return Object.entries(lockedBeside).flatMap(([folder, locked]) => {
    const problem = checkPackage(nameOfFolder(folder), locked, expected);
    if (problem === undefined) return [];
    const remedy = `take live/${name}/package.json and package-lock.json from main, then run "make promote" again`;
    return [`live/${name}/package-lock.json: ${problem} of ${PACKAGE_NAME} ${version}: ${remedy}`];
  });
}

function checkPackage(name: string, { version, integrity, resolved }: LockedPackage, expected: PackageHashes) {
  const found = `${name}@${version}`;
  if (expected[found] === undefined) return `${found} is no dependency`;
  if (integrity === undefined || integrity !== expected[found]) return `${found} has another hash than in the lock`;
  if (!isRegistry(resolved)) return `${found} comes from ${resolved}, not from the registry as in the lock`;
  return undefined;
}

/** npm compares the hash of what comes from a registry. It does not for a git repository or a folder. */
const isRegistry = (resolved: string | undefined): boolean => resolved === undefined || /^https?:\/\//.test(resolved);
