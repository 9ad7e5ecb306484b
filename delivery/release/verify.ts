import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeliveryError } from '../errors';
import { git, isAncestor, MAIN, mainBranch, resolveObject, tagOf, tarballFile, tarballName } from '../git';
import { RELEASES } from '../paths';
import { buildPackage } from './build-package';
import { withCheckout } from './checkout';
import { parseLock } from './dependencies';
import { checkEvidence, hasEvidence, sbomName } from './evidence';
import type { Release } from './release';
import { commitOf, readIntegrities } from './releases';
import { renderSbom } from './sbom';
import { differingFiles, integrityOf, packFiles, unpackFiles, type PackageFiles } from './tarball';

export interface VerifyOptions {
  /** Folder of the releases. @default - that of this checkout */
  readonly releases?: string;
  /** Folder whose `allowed_signers` counts. @default - the folder of the releases */
  readonly signers?: string;
  /** Commits and branches one of which has to contain the release. @default - main; outside CI also HEAD, before the push */
  readonly within?: readonly string[];
}

/**
 * Builds a release again from its commit, and compares the bytes of the package and of the list of its parts. Checks its
 * statement, its tag and its recorded hash.
 *
 * @throws DeliveryError when something differs
 */
export async function verifyRelease(version: string, options: VerifyOptions = {}): Promise<Release> {
  const { releases = RELEASES, signers = releases } = options;
  const file = tarballFile(version, releases);
  if (!existsSync(file)) {
    const known = Object.keys(readIntegrities(releases)).join(', ') || 'none';
    throw new DeliveryError(`releases/${tarballName(version)} does not exist: give one of ${known} as VERSION`);
  }
  const tarball = new Uint8Array(readFileSync(file));
  const integrity = integrityOf(tarball);
  if (readIntegrities(releases)[version] !== integrity) {
    throw new DeliveryError(
      `releases/integrity.json has another hash for ${version}: restore it from the tag ${tagOf(version)}`,
    );
  }
  const files = unpackFiles(tarball);
  const commit = await findCommit(version, commitOf(files), options.within ?? (await trustedBranches()));
  await checkEvidence({ version, commit }, releases, signers);
  const rebuilt = await withCheckout(commit, (folder) => buildPackage(folder, commit));
  if (integrityOf(packFiles(rebuilt)) !== integrity) {
    const differing = differingFiles(rebuilt, files).slice(0, 5).join(', ') || 'the archive itself';
    throw new DeliveryError(
      `releases/${tarballName(version)} differs from the package built from ${commit} (${differing}): do not use it`,
    );
  }
  if (hasEvidence(version, releases)) await compareParts(version, commit, rebuilt, releases);
  return { version, integrity, commit };
}

async function compareParts(version: string, commit: string, rebuilt: PackageFiles, releases: string): Promise<void> {
  const lock = parseLock(await git(['show', `${commit}:package-lock.json`]));
  if (readFileSync(join(releases, sbomName(version)), 'utf8') === renderSbom(version, rebuilt, lock)) return;
  throw new DeliveryError(
    `releases/${sbomName(version)} differs from the parts of the package built from ${commit}: do not use it`,
  );
}

const isCi = (): boolean => Boolean(process.env['CI']);

async function trustedBranches(): Promise<string[]> {
  const main = await mainBranch();
  if (!isCi()) return [...(main === undefined ? [] : [main]), 'HEAD'];
  if (main !== undefined) return [main];
  throw new DeliveryError(`${MAIN} is not in this clone: let the checkout fetch it beside the tag`);
}

/** @returns the commit that the package records. The tag has to be made from it, and to be within a trusted branch. */
async function findCommit(version: string, recorded: string | undefined, within: readonly string[]): Promise<string> {
  const tag = tagOf(version);
  const tagged = await resolveObject(`refs/tags/${tag}^{commit}`);
  if (tagged === undefined && isCi()) {
    throw new DeliveryError(`the tag ${tag} is not in this clone: push it, or let the checkout fetch tags`);
  }
  const parent = tagged === undefined ? undefined : await resolveObject(`${tagged}^`);
  if (parent !== undefined && parent !== recorded) {
    throw new DeliveryError(
      `the package records the commit ${recorded ?? '(none)'}, but the tag ${tag} was made from ${parent}: ` +
        'do not use it',
    );
  }
  if (recorded === undefined)
    throw new DeliveryError(`releases/${tarballName(version)} records no commit (gitHead), so it cannot be verified`);
  if ((await resolveObject(`${recorded}^{commit}`)) === undefined) {
    throw new DeliveryError(`${recorded} is not in this clone: fetch the whole history ("git fetch --unshallow")`);
  }
  const source = tagged ?? recorded;
  const found = await Promise.all(within.map((branch) => isAncestor(source, branch)));
  if (!found.includes(true)) {
    throw new DeliveryError(`${tag} was made from ${source}, which is not in the history of ${MAIN}: do not use it`);
  }
  return recorded;
}
