import { DeliveryError } from './errors';
import { PACKAGE_NAME, RELEASES, ROOT } from './paths';
import { run, runOrFail } from './run';

const GIT_MS = 60_000;

/**
 * Runs git in a checkout.
 *
 * @param remedy what to do when git refuses. @default - git's last words have to do
 * @returns its output, trimmed
 * @throws DeliveryError with git's own words; with a remedy in one line
 */
export async function git(args: readonly string[], cwd = ROOT, remedy?: string): Promise<string> {
  if (remedy === undefined) return runOrFail('git', args, { cwd, timeoutMs: GIT_MS });
  const { code, stdout, stderr } = await run('git', args, { cwd, timeoutMs: GIT_MS });
  if (code === 0) return stdout.trim();
  const [words] = stderr.split('\n');
  throw new DeliveryError(`git ${args[0]} failed (${words || 'no answer'}): ${remedy}`);
}

/** What a commit, tag or path stands for, or `undefined` when this clone does not have it. */
export async function resolveObject(name: string, cwd = ROOT): Promise<string | undefined> {
  const { code, stdout } = await run('git', ['rev-parse', '--verify', '--quiet', name], { cwd, timeoutMs: GIT_MS });
  return code === 0 ? stdout.trim() : undefined;
}

/** A commit and the tree that it holds. Two commits with one tree hold the same files. */
export interface Revision {
  readonly commit: string;
  readonly tree: string;
}

export async function readRevision(cwd = ROOT): Promise<Revision> {
  return { commit: await git(['rev-parse', 'HEAD'], cwd), tree: await git(['rev-parse', 'HEAD^{tree}'], cwd) };
}

/**
 * Names the checked-out content. Unlike the commit, the tree is the same in a pull request's merge, in a squashed commit
 * and in a rebased one, as long as not one byte differs.
 *
 * @throws DeliveryError when tracked files were edited: the name would not say what is there
 */
export async function checkedOutTree(cwd = ROOT): Promise<string> {
  await assertCleanTree('the name of what is checked out', { cwd, untracked: false });
  return (await readRevision(cwd)).tree;
}

export interface CleanTreeOptions {
  /** @default - this checkout */
  readonly cwd?: string;
  /** Mind files that git does not track, and is not told to ignore. @default true */
  readonly untracked?: boolean;
}

/** @throws DeliveryError when something is not committed; `purpose` says what would have been done with it */
export async function assertCleanTree(
  purpose: string,
  { cwd = ROOT, untracked = true }: CleanTreeOptions = {},
): Promise<void> {
  const status = await git(
    ['status', '--porcelain', ...(untracked ? [] : ['--untracked-files=no'])],
    cwd,
    'run this in a checkout of the repository.',
  );
  if (status === '') return;
  const files = status.split('\n').map((line) => line.trim().split(/\s+/).slice(1).join(' '));
  const shown = files.slice(0, 3).join(', ') + (files.length > 3 ? `, … (${files.length} files)` : '');
  throw new DeliveryError(`${purpose} needs a clean tree: commit or stash ${shown}`);
}

export const tagOf = (version: string): string => `v${version}`;

/** File of a packed release. */
export const tarballName = (version: string): string => `${PACKAGE_NAME}-${version}.tgz`;
export const tarballFile = (version: string, releases = RELEASES): string => `${releases}/${tarballName(version)}`;
