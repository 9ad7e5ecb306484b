import { DeliveryError } from './errors';
import { PACKAGE_NAME, RELEASES, ROOT } from './paths';
import { run, runOrFail } from './run';

const GIT_MS = 60_000;

/** Runs git in a checkout. @returns its output, trimmed. @throws DeliveryError with git's own words */
export const git = (args: readonly string[], cwd = ROOT): Promise<string> =>
  runOrFail('git', args, { cwd, timeoutMs: GIT_MS });

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

export async function readRevision(): Promise<Revision> {
  return { commit: await git(['rev-parse', 'HEAD']), tree: await git(['rev-parse', 'HEAD^{tree}']) };
}

/** @throws DeliveryError when something is not committed; `purpose` says what would have been done with it */
export async function assertCleanTree(purpose: string): Promise<void> {
  const status = await git(['status', '--porcelain']);
  if (status === '') return;
  const files = status.split('\n').map((line) => line.trim().split(/\s+/).slice(1).join(' '));
  const shown = files.slice(0, 3).join(', ') + (files.length > 3 ? `, … (${files.length} files)` : '');
  throw new DeliveryError(`${purpose} needs a clean tree: commit or stash ${shown}`);
}

export const tagOf = (version: string): string => `v${version}`;

/** File of a packed release. */
export const tarballName = (version: string): string => `${PACKAGE_NAME}-${version}.tgz`;
export const tarballFile = (version: string, releases = RELEASES): string => `${releases}/${tarballName(version)}`;
