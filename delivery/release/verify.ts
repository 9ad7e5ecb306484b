import { existsSync, readFileSync } from 'node:fs';
import { DeliveryError } from '../errors';
import { resolveObject, tagOf, tarballFile, tarballName } from '../git';
import { buildPackage } from './build-package';
import { withCheckout } from './checkout';
import type { Release } from './release';
import { commitOf, readIntegrities } from './releases';
import { differingFiles, integrityOf, packFiles, unpackFiles } from './tarball';

/**
 * Builds a release again from its commit and compares the bytes.
 *
 * @throws DeliveryError when something differs
 */
export async function verifyRelease(version: string): Promise<Release> {
  const file = tarballFile(version);
  if (!existsSync(file)) {
    const known = Object.keys(readIntegrities()).join(', ') || 'none';
    throw new DeliveryError(`releases/${tarballName(version)} does not exist: give one of ${known} as VERSION`);
  }
  const tarball = new Uint8Array(readFileSync(file));
  const integrity = integrityOf(tarball);
  const files = unpackFiles(tarball);
  const commit = await findCommit(version, commitOf(files));
  const rebuilt = await withCheckout(commit, (folder) => buildPackage(folder, commit));
  if (integrityOf(packFiles(rebuilt)) !== integrity) {
    const differing = differingFiles(rebuilt, files).slice(0, 5).join(', ') || 'the archive itself';
    throw new DeliveryError(
      `releases/${tarballName(version)} differs from the package built from ${commit} (${differing}): do not use it`,
    );
  }
  if (readIntegrities()[version] !== integrity) {
    throw new DeliveryError(
      `releases/integrity.json has another hash for ${version}: restore it from the tag ${tagOf(version)}`,
    );
  }
  return { version, integrity, commit };
}

/** @returns the commit that the package records. When the clone has the tag, the tag has to agree with it. */
async function findCommit(version: string, recorded: string | undefined): Promise<string> {
  const tagged = await resolveObject(`refs/tags/${tagOf(version)}^{commit}`);
  const parent = tagged === undefined ? undefined : await resolveObject(`${tagged}^`);
  if (parent !== undefined && parent !== recorded) {
    throw new DeliveryError(
      `the package records the commit ${recorded ?? '(none)'}, but the tag ${tagOf(version)} was made from ${parent}: ` +
        'do not use it',
    );
  }
  if (recorded === undefined)
    throw new DeliveryError(`releases/${tarballName(version)} records no commit (gitHead), so it cannot be verified`);
  if ((await resolveObject(`${recorded}^{commit}`)) === undefined) {
    throw new DeliveryError(`${recorded} is not in this clone: fetch the whole history ("git fetch --unshallow")`);
  }
  return recorded;
}
