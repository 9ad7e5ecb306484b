import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIGS, ENVIRONMENTS, type EnvironmentName } from '../../live/environments';
import { git, resolveObject, tagOf, tarballFile, tarballName } from '../git';
import { environmentFolder, PACKAGE_NAME, ROOT } from '../paths';
import { parseLock, readDependencies, type PackageHashes } from '../release/dependencies';
import { parsePin, releaseOf } from '../release/pin';
import { commitOf, readIntegrities, readRelease } from '../release/releases';
import { integrityOf } from '../release/tarball';
import type { GuardFacts, PinFacts, PinnedEnvironment, TagFacts } from './facts';

/** @throws DeliveryError when a dependency is neither a release nor the working tree */
export async function readGuardFacts(): Promise<GuardFacts> {
  const { environments, ...rest } = await readPinFacts(ROOT, ENVIRONMENTS);
  return { ...rest, environments: environments.map((each) => ({ ...each, config: CONFIGS[each.name] })) };
}

/**
 * @param root of a checkout
 * @param names of the environments in it, in the order of promotion
 * @throws DeliveryError when a dependency is neither a release nor the working tree
 */
export async function readPinFacts<Name extends string>(
  root: string,
  names: readonly Name[],
): Promise<Omit<PinFacts, 'environments'> & { readonly environments: readonly NamedBy<Name>[] }> {
  const releases = join(root, 'releases');
  const [recorded, packed] = [readIntegrities(releases), readPacked(releases)];
  const environments = await Promise.all(
    names.map(async (name) => ({
      name,
      ...readPin(join(root, 'live', name)),
      strayFiles: await findStray(root, name),
    })),
  );
  const pinned = new Set(environments.flatMap(({ pin }) => releaseOf(pin)?.version ?? []));
  const unaltered = [...pinned].filter(
    (version) => packed[version] !== undefined && packed[version] === recorded[version],
  );
  return {
    environments,
    recorded,
    packed,
    tags: await collect(Object.keys(recorded), (version) => readTag(version, releases)),
    dependencies: await collect(unaltered, (version) => readPinned(version, releases)),
  };
}

type NamedBy<Name extends string> = PinnedEnvironment & { readonly name: Name };

/** Asks for each version. A version without an answer is left out. */
async function collect<T>(
  versions: readonly string[],
  read: (version: string) => Promise<T | undefined>,
): Promise<Record<string, T>> {
  const found = await Promise.all(versions.map(async (version) => [version, await read(version)] as const));
  return Object.fromEntries(found.flatMap(([version, value]) => (value === undefined ? [] : [[version, value]])));
}

/** @returns what is pinned in this checkout */
export const readEnvironment = (name: EnvironmentName): Pinned => readPin(environmentFolder(name));

type Pinned = Pick<PinnedEnvironment, 'pin' | 'rolledBackFrom' | 'locked' | 'lockedBeside'>;

/** @param folder of the environment */
function readPin(folder: string): Pinned {
  const manifest = JSON.parse(readText(join(folder, 'package.json')) ?? '{}') as {
    dependencies?: Record<string, string>;
    rolledBackFrom?: string;
  };
  const packages = parseLock(readText(join(folder, 'package-lock.json')) ?? '{}');
  const module = `node_modules/${PACKAGE_NAME}`;
  return {
    pin: parsePin(manifest.dependencies?.[PACKAGE_NAME]),
    rolledBackFrom: manifest.rolledBackFrom,
    locked: packages[module],
    lockedBeside: Object.fromEntries(Object.entries(packages).filter(([path]) => path !== '' && path !== module)),
  };
}

const readText = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

/** npm prefers a shrinkwrap to the lock file, and Node finds packages that somebody added to git. */
async function findStray(root: string, name: string): Promise<string[]> {
  const folder = `live/${name}`;
  const listed = await git(['ls-files', '--', `${folder}/npm-shrinkwrap.json`, `${folder}/node_modules`], root);
  return listed === '' ? [] : [...new Set(listed.split('\n').map(toTopLevel))];
}

/** Of many files in `node_modules` only the folder is named. */
const toTopLevel = (path: string): string => path.replace(/(\/node_modules)\/.*/, '$1');

async function readPinned(version: string, releases: string): Promise<PackageHashes | undefined> {
  const commit = commitOf(readRelease(version, releases));
  return commit === undefined ? undefined : readDependencies(commit);
}

function readPacked(releases: string): Record<string, string> {
  const pattern = new RegExp(`^${tarballName('(.+)').replaceAll('.tgz', '\\.tgz')}$`);
  const names = existsSync(releases) ? readdirSync(releases) : [];
  return Object.fromEntries(
    names.flatMap((name) => {
      const version = pattern.exec(name)?.[1];
      return version === undefined ? [] : [[version, integrityOf(readFileSync(join(releases, name)))]];
    }),
  );
}

/** Compares git's hashes of the two packages: equal hashes mean equal bytes. */
async function readTag(version: string, releases: string): Promise<TagFacts | undefined> {
  const commit = await resolveObject(`refs/tags/${tagOf(version)}^{commit}`);
  if (commit === undefined) return undefined;
  const tagged = await resolveObject(`${commit}:releases/${tarballName(version)}`);
  const file = tarballFile(version, releases);
  return { commit, hasSamePackage: existsSync(file) && tagged === (await git(['hash-object', file])) };
}
