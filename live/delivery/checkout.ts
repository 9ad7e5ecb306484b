import { execFileSync } from 'node:child_process';

const TIMEOUT_MS = 30_000;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/**
 * What git prints.
 *
 * @param remedy what to do when git refuses
 * @throws Error with git's own words and the remedy, in one line
 */
export function git(directory: string, args: readonly string[], remedy: string): string {
  try {
    return execFileSync('git', args, {
      cwd: directory,
      encoding: 'utf8',
      timeout: TIMEOUT_MS,
      maxBuffer: MAX_OUTPUT_BYTES,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (cause) {
    const [words] = ((cause as { stderr?: string }).stderr ?? '').split('\n');
    throw new Error(`git ${args[0]} failed (${words || 'no answer'}): ${remedy}`, { cause });
  }
}

/**
 * Names the checked-out content. Unlike the commit, the tree is the same in a pull request's merge, in a squashed commit
 * and in a rebased one, as long as not one byte differs.
 *
 * @throws Error when tracked files were edited: the name would not say what is there
 */
export function checkedOutTree(directory: string): string {
  const remedy = 'run this in a checkout of the repository.';
  const [edited] = git(directory, ['status', '--porcelain', '--untracked-files=no'], remedy).split('\n');
  if (edited) throw new Error(`The working tree is dirty (${edited.trim()}): commit or restore it first.`);
  return git(directory, ['rev-parse', 'HEAD^{tree}'], remedy).trim();
}
