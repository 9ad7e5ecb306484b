import type { EnvironmentName } from '../../live/environments';
import { git, resolveObject } from '../git';
import { readEnvironment } from '../guard/read-facts';
import { PACKAGE_NAME } from '../paths';
import { parsePin, releaseOf } from '../release/pin';

/** Version of the module that an environment pins in the checkout; `undefined` for the working tree. */
export const pinnedVersion = (environment: EnvironmentName): string | undefined =>
  releaseOf(readEnvironment(environment).pin)?.version;

/** @returns the same for a commit or a tree, if this clone has it */
export async function pinnedVersionIn(tree: string, environment: EnvironmentName): Promise<string | undefined> {
  const file = await resolveObject(`${tree}:live/${environment}/package.json`);
  if (file === undefined) return undefined;
  const { dependencies = {} } = JSON.parse(await git(['cat-file', 'blob', file])) as {
    dependencies?: Record<string, string>;
  };
  return releaseOf(parsePin(dependencies[PACKAGE_NAME]))?.version;
}
