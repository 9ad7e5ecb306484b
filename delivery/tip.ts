import { DeliveryError } from './errors';
import { assertCleanTree, git, MAIN, readRevision, REMOTE, type Revision } from './git';
import { ROOT } from './paths';

/**
 * Checks that the checkout is the tip of main at the remote. So an older build that is run again, and a branch, change
 * nothing.
 *
 * @throws DeliveryError when it is not, when files were edited, or the remote does not answer
 */
export async function requireTipOfMain(cwd = ROOT): Promise<Revision> {
  await assertCleanTree('an apply', cwd);
  const revision = await readRevision(cwd);
  const ref = `refs/heads/${MAIN}`;
  const found = await git(
    ['ls-remote', '--exit-code', REMOTE, ref],
    cwd,
    `check that ${REMOTE} is reachable and has ${MAIN}`,
  );
  const [tip = ''] = found.split(/\s/);
  if (tip === revision.commit) return revision;
  throw new DeliveryError(
    `only the tip of ${MAIN} is applied: it is ${tip} at ${REMOTE}, and ${revision.commit} is checked out: build ${MAIN} again`,
  );
}
