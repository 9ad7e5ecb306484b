import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENVIRONMENTS } from '../../live/environments';
import { DeliveryError } from '../errors';
import { git, isAncestor, MAIN, mainBranch, resolveObject, tagOf, tarballFile } from '../git';
import { refuse } from '../guard';
import { checkPins } from '../guard/pins';
import { readPinFacts } from '../guard/read-facts';
import { PACKAGE_NAME } from '../paths';
import { changedHashes, checkAppendOnly, findLinks, type TreeFiles } from './append-only';
import { withCheckout } from './checkout';
import { parsePin, releaseOf } from './pin';
import type { Release } from './release';
import { commitOf, readIntegrities, readRelease, type Integrities } from './releases';
import { SIGNERS_NAME } from './signature';
import { verifyRelease } from './verify';

/** What the commit of a release may change. Whatever else the package has must have been merged before. */
const RELEASE_FILES = ['CHANGELOG.md', 'package-lock.json', 'package.json'];

const RELEASE_FILE = new RegExp(`^releases/${PACKAGE_NAME}-(.+?)\\.(?:tgz|cdx\\.json|intoto\\.json(?:\\.sig)?)$`);

/**
 * Checks what a change does to the releases: those before it must stay as they are, each new and each newly pinned one is
 * built again, and every pin and lock has to be a release's own. All of this is read from the two commits and not from the
 * working tree, so the code of main can judge a branch.
 *
 * @param base commit before the change
 * @param head commit with the change
 * @returns the releases that were built again
 * @throws DeliveryError with what is wrong
 */
export async function verifyChange(base: string, head: string): Promise<Release[]> {
  const [before, after] = [await resolveCommit(base), await resolveCommit(head)];
  const [releasesBefore, releasesAfter] = [await listFiles(before, 'releases'), await listFiles(after, 'releases')];
  const remedy = `but a release must not change: take it from ${base}`;
  refuse(findLinks(await listFiles(after, 'releases', 'live')).map((path) => `${path} is no file: replace it by one`));
  refuse(checkAppendOnly(releasesBefore, releasesAfter).map((problem) => `${problem}, ${remedy}`));
  return withCheckout(after, async (checkout) => {
    const releases = join(checkout, 'releases');
    const recorded = readIntegrities(releases);
    refuse(
      changedHashes(await readHashes(before), recorded).map(
        (version) => `releases/integrity.json has another hash for ${version}, ${remedy}`,
      ),
    );
    const environments = environmentsIn(checkout);
    refuse(checkPins(await readPinFacts(checkout, environments)));
    const added = [...findTouched(releasesBefore, releasesAfter), ...findAdded(await readHashes(before), recorded)];
    const pinned = await findNewPins(before, after, environments);
    refuse(await checkRollbacks(before, after, environments));
    return withSigners(before, releases, (signers) =>
      verifyEach([...new Set([...added, ...pinned])], { releases, signers, before, after }),
    );
  });
}

/** @returns the versions of which a file is new or has another content */
const findTouched = (before: TreeFiles, after: TreeFiles): string[] =>
  [...after].flatMap(([path, { hash }]) => {
    const version = RELEASE_FILE.exec(path)?.[1];
    return version === undefined || before.get(path)?.hash === hash ? [] : [version];
  });

const findAdded = (before: Integrities, after: Integrities): string[] =>
  Object.keys(after).filter((version) => before[version] === undefined);

interface Where {
  readonly releases: string;
  readonly signers: string;
  readonly before: string;
  readonly after: string;
}

async function verifyEach(
  versions: readonly string[],
  { releases, signers, before, after }: Where,
): Promise<Release[]> {
  const verified: Release[] = [];
  for (const version of versions) {
    await assertMerged(version, releases, before);
    verified.push(await verifyRelease(version, { releases, signers, within: [before, after] }));
  }
  return verified;
}

/**
 * What a package contains has to be in main already. A branch could otherwise add something, release it and take it out
 * again, and its difference to main would not show it. This is checked before the build, which runs code of that commit.
 */
async function assertMerged(version: string, releases: string, before: string): Promise<void> {
  const commit = existsSync(tarballFile(version, releases)) ? commitOf(readRelease(version, releases)) : undefined;
  // verifyRelease says what is missing.
  if (commit === undefined || (await resolveObject(`${commit}^{commit}`)) === undefined) return;
  const main = await mainBranch();
  const isMerged = async (each: string): Promise<boolean> =>
    (await isAncestor(each, before)) || (main !== undefined && (await isAncestor(each, main)));
  if ((await isMerged(commit)) || ((await isMerged(`${commit}^`)) && (await isOnlyVersion(commit)))) return;
  throw new DeliveryError(
    `${tagOf(version)} was made from ${commit}, which has changes that are not in ${MAIN}: merge them first, then release`,
  );
}

/** Whether a commit changes nothing but the changelog, and the version in both files of npm. */
async function isOnlyVersion(commit: string): Promise<boolean> {
  const changed = (await git(['diff', '--no-renames', '--name-only', `${commit}^`, commit])).split('\n');
  if (changed.some((path) => !RELEASE_FILES.includes(path))) return false;
  for (const path of ['package.json', 'package-lock.json']) {
    const [before, after] = [await readFile(`${commit}^`, path), await readFile(commit, path)];
    if (withoutVersion(before) !== withoutVersion(after)) return false;
  }
  return true;
}

function withoutVersion(text: string | undefined): string {
  const content = JSON.parse(text ?? '{}') as { version?: string; packages?: { ''?: { version?: string } } };
  delete content.version;
  delete content.packages?.['']?.version;
  return JSON.stringify(content);
}

interface PinnedIn {
  readonly pin: string | undefined;
  readonly rolledBackFrom: string | undefined;
}

async function readPinIn(commit: string, environment: string): Promise<PinnedIn> {
  const text = (await readFile(commit, `live/${environment}/package.json`)) ?? '{}';
  const { dependencies, rolledBackFrom } = JSON.parse(text) as {
    dependencies?: Record<string, string>;
    rolledBackFrom?: string;
  };
  return { pin: dependencies?.[PACKAGE_NAME], rolledBackFrom };
}

async function findNewPins(before: string, after: string, environments: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    environments.map(async (name) => {
      const { pin } = await readPinIn(after, name);
      return pin === (await readPinIn(before, name)).pin ? undefined : releaseOf(parsePin(pin))?.version;
    }),
  );
  return found.flatMap((version) => version ?? []);
}

/** A rollback raises what the next environment may pin, so it has to name a release that really was there. */
async function checkRollbacks(before: string, after: string, environments: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    environments.map(async (name) => {
      const { rolledBackFrom } = await readPinIn(after, name);
      const old = await readPinIn(before, name);
      const version = releaseOf(parsePin(old.pin))?.version;
      return rolledBackFrom === undefined || [old.rolledBackFrom, version].includes(rolledBackFrom)
        ? []
        : [
            `live/${name}/package.json: rolledBackFrom is ${rolledBackFrom}, but ${name} pinned ${version ?? 'none'} before`,
          ];
    }),
  );
  return found.flat();
}

/** @returns the folders with a pin: those that this code knows in their order, then those that the change adds */
function environmentsIn(checkout: string): string[] {
  const folders = readdirSync(join(checkout, 'live')).filter((name) =>
    existsSync(join(checkout, 'live', name, 'package.json')),
  );
  const known: readonly string[] = ENVIRONMENTS;
  return [...known.filter((name) => folders.includes(name)), ...folders.filter((name) => !known.includes(name))];
}

/** The keys that were allowed before the change count, so that no change can allow its own. */
async function withSigners<T>(before: string, releases: string, task: (signers: string) => Promise<T>): Promise<T> {
  const signers = await readFile(before, `releases/${SIGNERS_NAME}`);
  if (signers === undefined) return task(releases);
  const folder = mkdtempSync(join(tmpdir(), 'vault-dr-signers-'));
  try {
    writeFileSync(join(folder, SIGNERS_NAME), `${signers}\n`);
    return await task(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function resolveCommit(name: string): Promise<string> {
  const commit = await resolveObject(`${name}^{commit}`);
  if (commit !== undefined) return commit;
  throw new DeliveryError(`${name} is not in this clone: fetch it, or give another commit`);
}

async function readHashes(commit: string): Promise<Integrities> {
  return JSON.parse((await readFile(commit, 'releases/integrity.json')) ?? '{}') as Integrities;
}

/** @returns the text of a file, without the white space at its end; `undefined` when the commit does not have it */
async function readFile(commit: string, path: string): Promise<string | undefined> {
  if ((await resolveObject(`${commit}:${path}`)) === undefined) return undefined;
  return git(['show', `${commit}:${path}`]);
}

async function listFiles(commit: string, ...paths: readonly string[]): Promise<TreeFiles> {
  const listed = await git(['ls-tree', '-r', '-z', '--full-tree', commit, '--', ...paths]);
  return new Map(
    listed
      .split('\0')
      .filter(Boolean)
      .map((line) => {
        const [head = '', path = ''] = line.split('\t');
        const [mode = '', , hash = ''] = head.split(' ');
        return [path, { mode, hash }];
      }),
  );
}
