import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inc } from 'semver';
import { DeliveryError } from '../errors';
import { assertCleanTree, git, isAncestor, isOnRemote, MAIN, mainBranch, resolveObject, tagOf } from '../git';
import { ROOT } from '../paths';
import { releaseChangelog } from './changelog';
import { bumpOf, isReleasable, parseCommit, withoutReverted, type Change, type Commit } from './conventional-commits';
import { commitOf, newestRelease, readIntegrities, readRelease } from './releases';
import { needsSignature, SIGNERS_NAME } from './signature';

/** The next release. */
export interface NextRelease {
  readonly version: string;
  readonly changes: readonly Change[];
  /** File of the key that signs it. @default - it is not signed */
  readonly key: string | undefined;
}

/**
 * Determines the next release. Changes nothing, except that it deletes a tag that an interrupted release left.
 *
 * @throws DeliveryError when the tree is dirty or not main's, nothing is new, the tag exists, or a key is missing
 */
export async function planRelease(): Promise<NextRelease> {
  await assertCleanTree('a release');
  await assertOnMain();
  const key = signingKey();
  const previous = newestRelease();
  const changes = await readChanges(previous);
  const version = nextVersion(previous, changes);
  if (version in readIntegrities() || (await hasTag(version))) {
    throw new DeliveryError(
      `${tagOf(version)} exists already, and a release must not change: if main has it, run "git pull", or else raise the version`,
    );
  }
  return { version, changes, key };
}

/** A release contains only what was merged. */
async function assertOnMain(): Promise<void> {
  const main = await mainBranch();
  if (main !== undefined && (await isAncestor('HEAD', main))) return;
  const name = main?.replace(/^refs\/(remotes|heads)\//, '') ?? MAIN;
  throw new DeliveryError(
    `a release is made from what was merged, but HEAD is not in ${name}: merge it, then run "git switch ${MAIN}" and "git pull"`,
  );
}

function signingKey(): string | undefined {
  const key = process.env['RELEASE_SIGNING_KEY'] || undefined;
  if (key === undefined && needsSignature()) {
    throw new DeliveryError(
      `releases/${SIGNERS_NAME} asks for a signature: set RELEASE_SIGNING_KEY to the file of an SSH key that it names`,
    );
  }
  return key;
}

/** A release that was killed can leave its tag here, on a commit that neither the branch nor the remote has. */
async function hasTag(version: string): Promise<boolean> {
  const tag = tagOf(version);
  const tagged = await resolveObject(`refs/tags/${tag}^{commit}`);
  if (tagged === undefined) return false;
  if ((await isAncestor(tagged, 'HEAD')) || (await isOnRemote(tag))) return true;
  await git(['tag', '--delete', tag]);
  return false;
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
export function writeVersion(
  folder: string,
  { version, changes }: Pick<NextRelease, 'version' | 'changes'>,
  date: string,
): void {
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
