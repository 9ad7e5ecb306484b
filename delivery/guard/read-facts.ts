import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIGS, ENVIRONMENTS, type EnvironmentName } from '../../live/environments';
import { git, resolveObject, tagOf, tarballFile, tarballName } from '../git';
import { environmentFolder, PACKAGE_NAME, RELEASES } from '../paths';
import { parseLock, readDependencies, type PackageHashes } from '../release/dependencies';
import { parsePin, releaseOf } from '../release/pin';
import { commitOf, readIntegrities, readRelease, type Integrities } from '../release/releases';
import { integrityOf } from '../release/tarball';
import type { EnvironmentFacts, GuardFacts, TagFacts } from './facts';

/** @throws DeliveryError when a dependency is neither a release nor the working tree */
export async function readGuardFacts(): Promise<GuardFacts> {
  const [recorded, packed] = [readIntegrities(), readPacked()];
  const environments = await Promise.all(
    ENVIRONMENTS.map(async (name) => ({ ...readEnvironment(name), strayFiles: await findStrayFiles(name) })),
  );
  const pinned = environments.flatMap(({ pin }) => releaseOf(pin)?.version ?? []);
  return {
    environments,
    recorded,
    packed,
    tags: await collect(Object.keys(recorded), readTag),
    dependencies: await collect([...new Set(pinned)], (version) => readPinned(version, recorded, packed)),
  };
}

/** Asks for each version. A version without an answer is left out. */
async function collect<T>(
  versions: readonly string[],
  read: (version: string) => Promise<T | undefined>,
): Promise<Record<string, T>> {
  const found = await Promise.all(versions.map(async (version) => [version, await read(version)] as const));
  return Object.fromEntries(found.flatMap(([version, value]) => (value === undefined ? [] : [[version, value]])));
}

export function readEnvironment(name: EnvironmentName): Omit<EnvironmentFacts, 'strayFiles'> {
  const manifest = readJson<{ dependencies?: Record<string, string> }>(name, 'package.json');
  const lock = join(environmentFolder(name), 'package-lock.json');
  const module = `node_modules/${PACKAGE_NAME}`;
  const packages = existsSync(lock) ? parseLock(readFileSync(lock, 'utf8')) : {};
  return {
    name,
    config: CONFIGS[name],
    pin: parsePin(manifest?.dependencies?.[PACKAGE_NAME]),
    locked: packages[module],
    lockedBeside: Object.fromEntries(Object.entries(packages).filter(([path]) => path !== '' && path !== module)),
  };
}

/** npm prefers a shrinkwrap to the lock file, and Node finds packages that somebody added to git. */
async function findStrayFiles(name: EnvironmentName): Promise<string[]> {
  const folder = `live/${name}`;
  const listed = await git(['ls-files', '--', `${folder}/npm-shrinkwrap.json`, `${folder}/node_modules`]);
  return listed === '' ? [] : [...new Set(listed.split('\n').map(toTopLevel))];
}

/** Of many files in `node_modules` only the folder is named. */
const toTopLevel = (path: string): string => path.replace(/(\/node_modules)\/.*/, '$1');

/** Reads a release only when its bytes are the recorded ones. */
async function readPinned(
  version: string,
  recorded: Integrities,
  packed: Integrities,
): Promise<PackageHashes | undefined> {
  if (packed[version] === undefined || packed[version] !== recorded[version]) return undefined;
  const commit = commitOf(readRelease(version));
  return commit === undefined ? undefined : readDependencies(commit);
}

function readJson<T>(environment: EnvironmentName, name: string): T | undefined {
  const file = join(environmentFolder(environment), name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined;
}

function readPacked(): Record<string, string> {
  const pattern = new RegExp(`^${tarballName('(.+)').replaceAll('.tgz', '\\.tgz')}$`);
  const names = existsSync(RELEASES) ? readdirSync(RELEASES) : [];
  return Object.fromEntries(
    names.flatMap((name) => {
      const version = pattern.exec(name)?.[1];
      return version === undefined ? [] : [[version, integrityOf(readFileSync(join(RELEASES, name)))]];
    }),
  );
}

/** Compares git's hashes of the two packages: equal hashes mean equal bytes. */
async function readTag(version: string): Promise<TagFacts | undefined> {
  const commit = await resolveObject(`refs/tags/${tagOf(version)}^{commit}`);
  if (commit === undefined) return undefined;
  const tagged = await resolveObject(`${commit}:releases/${tarballName(version)}`);
  const file = tarballFile(version);
  return { commit, hasSamePackage: existsSync(file) && tagged === (await git(['hash-object', file])) };
}
