import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inc } from 'semver';
import { DeliveryError } from '../errors';
import { assertCleanTree, git, resolveObject, tagOf } from '../git';
import { ROOT } from '../paths';
import { releaseChangelog } from './changelog';
import { bumpOf, isReleasable, parseCommit, withoutReverted, type Change, type Commit } from './conventional-commits';
import { commitOf, newestRelease, readIntegrities, readRelease } from './releases';

/** The next release. */
export interface NextRelease {
  readonly version: string;
  readonly changes: readonly Change[];
}

/**
 * Determines the next release. Changes nothing.
 *
 * @throws DeliveryError when the tree is dirty, nothing is new, or the tag exists
 */
export async function planRelease(): Promise<NextRelease> {
  await assertCleanTree('a release');
  const previous = newestRelease();
  const changes = await readChanges(previous);
  const version = nextVersion(previous, changes);
  if (version in readIntegrities() || (await resolveObject(`refs/tags/${tagOf(version)}`))) {
    throw new DeliveryError(`${tagOf(version)} exists already, and a release must not change: raise the version`);
  }
  return { version, changes };
}

/** The first release has the version of `package.json`. Each later version follows from the commits since the previous. */
function nextVersion(previous: string | undefined, changes: readonly Change[]): string {
  if (previous === undefined) return readManifest(ROOT).version;
  if (!changes.some(isReleasable)) {
    throw new DeliveryError(
      `there is nothing to release: the package has no feature, fix or other change since ${previous}`,
    );
  }
  const next = inc(previous, bumpOf(changes, previous));
  if (next === null)
    throw new DeliveryError(`${previous} in releases/integrity.json is not a version: restore the file from git`);
  return next;
}

async function readChanges(previous: string | undefined): Promise<Change[]> {
  const since = previous === undefined ? undefined : commitOf(readRelease(previous));
  if (since !== undefined && (await resolveObject(`${since}^{commit}`)) === undefined) {
    throw new DeliveryError(
      `${since}, from which ${previous} was built, is not in this clone: fetch the whole history`,
    );
  }
  const range = since === undefined ? 'HEAD' : `${since}..HEAD`;
  const log = await git(['log', '--no-merges', '--format=%H%x00%s%x00%b%x1e', range]);
  const commits = log.split('\x1e').map((text) => text.trim());
  return withoutReverted(commits.filter(Boolean).map((text) => parseCommit(parseLog(text))));
}

function parseLog(text: string): Commit {
  const [hash = '', subject = '', body = ''] = text.split('\0');
  return { hash, subject, body };
}

/**
 * Writes the version and the changelog of a release into a checkout.
 *
 * @param date day of the release, `YYYY-MM-DD`
 */
export function writeVersion(folder: string, { version, changes }: NextRelease, date: string): void {
  for (const name of ['package.json', 'package-lock.json']) {
    const file = join(folder, name);
    const content = JSON.parse(readFileSync(file, 'utf8')) as {
      version: string;
      packages?: { '': { version: string } };
    };
    content.version = version;
    if (content.packages) content.packages[''].version = version;
    writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
  }
  const changelog = join(folder, 'CHANGELOG.md');
  const before = existsSync(changelog) ? readFileSync(changelog, 'utf8') : '# Changelog\n';
  writeFileSync(changelog, releaseChangelog(before, version, date, changes));
}

const readManifest = (folder: string): { version: string } =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
