import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIGS, ENVIRONMENTS, type EnvironmentName } from '../../live/environments';
import { git, resolveObject, tagOf, tarballFile, tarballName } from '../git';
import { environmentFolder, PACKAGE_NAME, RELEASES } from '../paths';
import { parsePin } from '../release/pin';
import { readIntegrities } from '../release/releases';
import { integrityOf } from '../release/tarball';
import type { EnvironmentFacts, GuardFacts, LockedModule, TagFacts } from './facts';

/** @throws DeliveryError when a dependency is neither a release nor the working tree */
export async function readGuardFacts(): Promise<GuardFacts> {
  const recorded = readIntegrities();
  const tags = await Promise.all(
    Object.keys(recorded).map(async (version) => [version, await readTag(version)] as const),
  );
  return {
    environments: ENVIRONMENTS.map(readEnvironment),
    recorded,
    packed: readPacked(),
    tags: Object.fromEntries(tags.flatMap(([version, tag]) => (tag === undefined ? [] : [[version, tag] as const]))),
  };
}

export function readEnvironment(name: EnvironmentName): EnvironmentFacts {
  const manifest = readJson<{ dependencies?: Record<string, string> }>(name, 'package.json');
  const lock = readJson<{ packages?: Record<string, LockedModule> }>(name, 'package-lock.json');
  return {
    name,
    config: CONFIGS[name],
    pin: parsePin(manifest?.dependencies?.[PACKAGE_NAME]),
    locked: lock?.packages?.[`node_modules/${PACKAGE_NAME}`],
  };
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
