import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DeliveryError } from '../errors';
import { git, isOnRemote, MAIN, REMOTE, tagOf, tarballFile } from '../git';
import { ROOT } from '../paths';
import { run } from '../run';
import { buildPackage } from './build-package';
import { withCheckout } from './checkout';
import { parseLock } from './dependencies';
import { writeEvidence } from './evidence';
import { planRelease, writeVersion, type NextRelease } from './prepare';
import { writeIntegrity } from './releases';
import { renderSbom } from './sbom';
import { integrityOf, packFiles, type PackageFiles } from './tarball';

const PUSH_MS = 120_000;

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
 *
 * @param options.push push the tag and the branch together, before the branch moves here. @default false
 */
export async function release({ push = false }: { readonly push?: boolean } = {}): Promise<Release> {
  const next = await planRelease();
  const made = await withCheckout('HEAD', async (folder) => {
    const commit = await commitVersion(folder, next);
    const files = await buildPackage(folder, commit);
    const integrity = await writePackage(folder, next, commit, files);
    return { version: next.version, integrity, commit, ...(await commitPackage(folder, next.version)) };
  });
  const { version, integrity, commit, tagged, head } = made;
  const tag = tagOf(version);
  await git(['tag', '--annotate', '--message', `${tag}\n\n${integrity}`, tag, tagged]);
  try {
    if (push) await pushRelease(head, tag);
    await git(['merge', '--ff-only', '--quiet', head]);
  } catch (error) {
    // What was pushed stays, and `git pull` brings it here. If nobody can tell, the next release finds out.
    const isPushed = push && (await isOnRemote(tag).catch(() => true));
    if (!isPushed) await git(['tag', '--delete', tag]);
    throw error;
  }
  return { version, integrity, commit };
}

/** Pushes both or neither, so that no tag is without its release on main. */
async function pushRelease(head: string, tag: string): Promise<void> {
  const refs = [`${head}:refs/heads/${MAIN}`, `refs/tags/${tag}`];
  const { code, stderr } = await run('git', ['push', '--quiet', '--atomic', REMOTE, ...refs], {
    cwd: ROOT,
    timeoutMs: PUSH_MS,
  });
  if (code === 0) return;
  throw new DeliveryError(
    `${REMOTE} refuses ${tag} and its commits on ${MAIN}, so nothing was released: run "git pull", then release again\n${stderr.trim()}`,
  );
}

async function commitVersion(folder: string, next: NextRelease): Promise<string> {
  writeVersion(folder, next, new Date().toISOString().slice(0, 10));
  await git(['add', 'package.json', 'package-lock.json', 'CHANGELOG.md'], folder);
  await git(['commit', '--quiet', '--allow-empty', '--message', `chore(release): ${next.version}`], folder);
  return git(['rev-parse', 'HEAD'], folder);
}

async function writePackage(
  folder: string,
  { version, key }: NextRelease,
  commit: string,
  files: PackageFiles,
): Promise<string> {
  const releases = join(folder, 'releases');
  const tarball = packFiles(files);
  const file = tarballFile(version, releases);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, tarball);
  const integrity = integrityOf(tarball);
  writeIntegrity(version, integrity, releases);
  const sbom = renderSbom(version, files, parseLock(readFileSync(join(folder, 'package-lock.json'), 'utf8')));
  await writeEvidence({ version, commit, sbom }, releases, key);
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
