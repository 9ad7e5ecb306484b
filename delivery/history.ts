import type { EnvironmentName } from '../live/environments';
import { affectedEnvironments } from './affected';
import { differingPaths } from './changed-paths';
import { DeliveryError } from './errors';
import { git, resolveObject } from './git';
import { ROOT } from './paths';
import type { Apply } from './records/records';

/** What is new in an environment since it was last applied. */
export interface News {
  /** The commit that the checkout is compared with. @default - everything is new */
  readonly base: string | undefined;
  /** Why this is not the commit that was last applied. @default - it is */
  readonly note?: string;
  /** Whether the plan of the environment can differ from what was applied. */
  readonly isAffected: boolean;
}

/** With what an environment is compared that has no usable record. */
export const FALLBACK = 'HEAD^1';

/** @param fallback commit to compare with when there is no record, or its commit is not in this clone */
export async function readNews(
  environment: EnvironmentName,
  lastApplied: Apply | undefined,
  fallback = FALLBACK,
  cwd = ROOT,
): Promise<News> {
  const commit = lastApplied && (await resolveObject(`${lastApplied.commit}^{commit}`, cwd));
  const base = commit ?? (await resolveObject(`${fallback}^{commit}`, cwd));
  const note =
    commit === undefined
      ? `${explainFallback(environment, lastApplied)}, so it is compared with ${base === undefined ? 'nothing' : fallback}`
      : undefined;
  const isAffected = base === undefined || affectedEnvironments(await differingPaths(cwd, base)).includes(environment);
  return { base, isAffected, ...(note !== undefined && { note }) };
}

const explainFallback = (environment: EnvironmentName, lastApplied: Apply | undefined): string =>
  lastApplied === undefined
    ? `no apply of ${environment} is recorded`
    : `${environment} was last applied at ${lastApplied.commit}, which is not in this clone`;

/**
 * Lists the addresses of everybody who wrote or committed something since a commit.
 *
 * @param base @default - since the beginning
 * @throws DeliveryError when the clone does not have the whole history, because somebody may be missing then
 */
export const authorsSince = (base: string | undefined, cwd = ROOT): Promise<string[]> =>
  authorsIn(base === undefined ? 'HEAD' : `${base}..HEAD`, cwd);

/** @param range of commits, as git takes it */
export async function authorsIn(range: string, cwd = ROOT): Promise<string[]> {
  if ((await git(['rev-parse', '--is-shallow-repository'], cwd)) === 'true') {
    throw new DeliveryError(
      'this clone does not have the whole history, which says who wrote what: run "git fetch --unshallow"',
    );
  }
  const format = '--format=%ae%n%ce%n%(trailers:key=Co-authored-by,valueonly)';
  const lines = (await git(['log', format, range], cwd)).split('\n');
  // A co-author is "Name <address>".
  const addresses = lines.map((line) => /<([^<>]+)>\s*$/.exec(line)?.[1] ?? line.trim());
  return [...new Set(addresses.filter((address) => address !== ''))];
}
