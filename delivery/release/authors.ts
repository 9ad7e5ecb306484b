import type { EnvironmentName } from '../../live/environments';
import { pinnedVersion, pinnedVersionIn } from '../commands/heading';
import { authorsIn } from '../history';
import { commitOf, readRelease } from './releases';

/**
 * Lists the addresses of those who wrote what a new pin brings to an environment, or takes away from it. They may have
 * committed it long before the pin.
 *
 * @param base the commit that was applied last. @default - there was none
 * @returns none when the pin is the same, or is the first
 */
export async function authorsOfRelease(environment: EnvironmentName, base: string | undefined): Promise<string[]> {
  const now = pinnedVersion(environment);
  const before = base === undefined ? undefined : await pinnedVersionIn(base, environment);
  if (now === undefined || before === undefined || now === before) return [];
  const [from, to] = [before, now].map((version) => commitOf(readRelease(version)));
  // A release that does not say its commit may have everything in it.
  return authorsIn(from === undefined || to === undefined ? 'HEAD' : `${from}...${to}`);
}
