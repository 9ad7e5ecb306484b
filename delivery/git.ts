import { DeliveryError } from './errors';
import { PACKAGE_NAME, RELEASES, ROOT } from './paths';
import { run, runOrFail } from './run';

const GIT_MS = 60_000;

/**
 * Runs git in a checkout.
 *
 * @param remedy what to do when git fails. @default - the message has git's own output only
 * @returns the output of git, trimmed
 * @throws DeliveryError when git fails; with a remedy the message is one line
 */
export async function git(args: readonly string[], cwd = ROOT, remedy?: string): Promise<string> {
  if (remedy === undefined) return runOrFail('git', args, { cwd, timeoutMs: GIT_MS });
  const { code, stdout, stderr } = await run('git', args, { cwd, timeoutMs: GIT_MS });
  if (code === 0) return stdout.trim();
  const [reason] = stderr.split('\n');
  throw new DeliveryError(`git ${args[0]} failed (${reason || 'without a message'}): ${remedy}`);
}

/** Where releases come from and go to. */
export const REMOTE = 'origin';
export const MAIN = 'main';

/** @returns main as the remote has it, or else the local branch; `undefined` when the clone has neither */
export async function mainBranch(): Promise<string | undefined> {
  for (const ref of [`refs/remotes/${REMOTE}/${MAIN}`, `refs/heads/${MAIN}`]) {
    if ((await resolveObject(ref)) !== undefined) return ref;
  }
  return undefined;
}

/** Whether a commit is in the history of another one, or is that one. */
export async function isAncestor(commit: string, of: string, cwd = ROOT): Promise<boolean> {
  const { code } = await run('git', ['merge-base', '--is-ancestor', commit, of], { cwd, timeoutMs: GIT_MS });
  return code === 0;
}

/** Whether the remote has a tag. A clone without the remote has published nothing. */
export async function isOnRemote(tag: string): Promise<boolean> {
  const remotes = await git(['remote']);
  if (!remotes.split('\n').includes(REMOTE)) return false;
  const found = await git(['ls-remote', '--tags', REMOTE, `refs/tags/${tag}`], ROOT, 'check the access to the remote');
  return found !== '';
}

/** @returns the hash of a commit, tag or path; `undefined` when this clone does not have it */
export async function resolveObject(name: string, cwd = ROOT): Promise<string | undefined> {
  const { code, stdout } = await run('git', ['rev-parse', '--verify', '--quiet', name], { cwd, timeoutMs: GIT_MS });
  return code === 0 ? stdout.trim() : undefined;
}

/** A commit and its tree, as hashes. Two commits with the same tree have the same files. */
export interface Revision {
  readonly commit: string;
  readonly tree: string;
}

export async function readRevision(cwd = ROOT): Promise<Revision> {
  return { commit: await git(['rev-parse', 'HEAD'], cwd), tree: await git(['rev-parse', 'HEAD^{tree}'], cwd) };
}

/**
 * @param purpose what needs the clean tree, for the message
 * @throws DeliveryError when something is not committed
 */
export async function assertCleanTree(purpose: string, cwd = ROOT): Promise<void> {
  const status = await git(['status', '--porcelain'], cwd, 'run this in a checkout of the repository');
  if (status === '') return;
  const files = status.split('\n').map((line) => line.trim().split(/\s+/).slice(1).join(' '));
  const shown = files.slice(0, 3).join(', ') + (files.length > 3 ? `, … (${files.length} files)` : '');
  throw new DeliveryError(`${purpose} needs a clean tree: commit or stash ${shown}`);
}

export const tagOf = (version: string): string => `v${version}`;

/** File name of a packed release. */
export const tarballName = (version: string): string => `${PACKAGE_NAME}-${version}.tgz`;
export const tarballFile = (version: string, releases = RELEASES): string => `${releases}/${tarballName(version)}`;
