import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { git, tagOf, tarballFile } from '../git';
import { buildPackage } from './build-package';
import { withCheckout } from './checkout';
import { planRelease, writeVersion, type NextRelease } from './prepare';
import { writeIntegrity } from './releases';
import { integrityOf, packFiles, type PackageFiles } from './tarball';

export interface Release {
  readonly version: string;
  readonly integrity: string;
  /** The commit that the package was built from. */
  readonly commit: string;
}

/**
 * Makes a release, which is three commits and a tag:
 *
 *     C  version and changelog           the package is built from this commit, and records it
 *     T  C + releases/… + lib/           tagged vX.Y.Z; npm installs it from git without running a script
 *     M  C + releases/…                  the new head of the branch
 *
 * All commits are made in a temporary checkout, and the branch moves last. A release that fails changes nothing.
 */
export async function release(): Promise<Release> {
  const next = await planRelease();
  const made = await withCheckout('HEAD', async (folder) => {
    const commit = await commitVersion(folder, next);
    const files = await buildPackage(folder, commit);
    const integrity = writePackage(folder, next.version, files);
    return { version: next.version, integrity, commit, ...(await commitPackage(folder, next.version)) };
  });
  const { version, integrity, commit, tagged, head } = made;
  await git(['tag', '--annotate', '--message', `${tagOf(version)}\n\n${integrity}`, tagOf(version), tagged]);
  try {
    await git(['merge', '--ff-only', '--quiet', head]);
  } catch (error) {
    await git(['tag', '--delete', tagOf(version)]);
    throw error;
  }
  return { version, integrity, commit };
}

async function commitVersion(folder: string, next: NextRelease): Promise<string> {
  writeVersion(folder, next, new Date().toISOString().slice(0, 10));
  await git(['add', 'package.json', 'package-lock.json', 'CHANGELOG.md'], folder);
  await git(['commit', '--quiet', '--allow-empty', '--message', `chore(release): ${next.version}`], folder);
  return git(['rev-parse', 'HEAD'], folder);
}

function writePackage(folder: string, version: string, files: PackageFiles): string {
  const releases = join(folder, 'releases');
  const tarball = packFiles(files);
  const file = tarballFile(version, releases);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, tarball);
  const integrity = integrityOf(tarball);
  writeIntegrity(version, integrity, releases);
  return integrity;
}

async function commitPackage(folder: string, version: string): Promise<{ tagged: string; head: string }> {
  const commit = async (message: string): Promise<string> => {
    await git(['commit', '--quiet', '--message', message], folder);
    return git(['rev-parse', 'HEAD'], folder);
  };
  await git(['add', '--force', 'releases', 'lib', ':!lib/.built'], folder);
  const tagged = await commit(`build(release): pack ${version}`);
  await git(['rm', '-r', '--quiet', '--cached', 'lib'], folder);
  return { tagged, head: await commit(`build(release): leave lib to the build after ${version}`) };
}
