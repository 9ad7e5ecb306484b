import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git } from '../git';
import { ROOT } from '../paths';
import { runOrFail } from '../run';

const INSTALL_MS = 900_000;

/** Commits older than `.gitattributes` have no line endings of their own, so the user's settings must not decide. */
const EXACT_BYTES = ['-c', 'core.autocrlf=false', '-c', 'core.eol=lf'];

/**
 * Runs a task in a temporary checkout of a commit. The user's checkout does not change.
 *
 * @param commit commit to check out, detached
 */
export async function withCheckout<T>(commit: string, task: (folder: string) => Promise<T>): Promise<T> {
  const parent = mkdtempSync(join(realpathSync(tmpdir()), 'vault-dr-checkout-'));
  const folder = join(parent, 'checkout');
  try {
    await git([...EXACT_BYTES, 'worktree', 'add', '--detach', '--quiet', folder, commit]);
    return await task(folder);
  } finally {
    rmSync(parent, { recursive: true, force: true });
    await git(['worktree', 'prune']);
  }
}

/** Installs the packages of a checkout's lock file. It links the installed ones when both checkouts lock the same. */
export async function installDependencies(folder: string): Promise<void> {
  const here = join(ROOT, 'node_modules');
  if (existsSync(here) && readLocked(folder) === readLocked(ROOT)) {
    symlinkSync(realpathSync(here), join(folder, 'node_modules'));
    return;
  }
  await runOrFail('npm', ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'], {
    cwd: folder,
    timeoutMs: INSTALL_MS,
  });
}

/** @returns what a lock file locks, without the entry of this package, which has the empty name */
function readLocked(folder: string): string {
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as { packages: object };
  return JSON.stringify(Object.entries(lock.packages).filter(([name]) => name !== ''));
}
