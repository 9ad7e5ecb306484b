import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rcompare } from 'semver';
import { tarballFile } from '../git';
import { RELEASES } from '../paths';
import { unpackFiles, type PackageFiles } from './tarball';

/** Hash of every packed release by version, in npm's form (`sha512-…`). */
export type Integrities = Readonly<Record<string, string>>;

const integrityFile = (releases: string): string => join(releases, 'integrity.json');

export function readIntegrities(releases = RELEASES): Integrities {
  const file = integrityFile(releases);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Integrities) : {};
}

export function writeIntegrity(version: string, integrity: string, releases: string): void {
  const all = { ...readIntegrities(releases), [version]: integrity };
  writeFileSync(integrityFile(releases), `${JSON.stringify(all, undefined, 2)}\n`);
}

/** @returns version of the newest packed release; `undefined` when there is none */
export const newestRelease = (integrities = readIntegrities()): string | undefined =>
  Object.keys(integrities).sort(rcompare)[0];

/** @returns the commit from which a package was built; `undefined` when it records none */
export function commitOf(files: PackageFiles): string | undefined {
  const text = Buffer.from(files['package.json'] ?? []).toString('utf8');
  const { gitHead } = JSON.parse(text || '{}') as { gitHead?: string };
  return gitHead !== undefined && /^[0-9a-f]{40,64}$/.test(gitHead) ? gitHead : undefined;
}

export const readRelease = (version: string, releases = RELEASES): PackageFiles =>
  unpackFiles(readFileSync(tarballFile(version, releases)));
