import { resolve } from 'node:path';
import type { Surroundings } from '../bundle/verify';
import { CONFIGS, type EnvironmentName } from '../environments';
import { readRevision } from '../git';
import { bundleFolder, ROOT } from '../paths';
import { locateProgram } from '../terraform/locate';

/** The bundle that was named, or the one that `make plan` wrote last. */
export const bundleOf = (environment: EnvironmentName, bundle: string | undefined): string =>
  bundle === undefined ? bundleFolder(environment) : resolve(ROOT, bundle);

/** What a bundle has to agree with. */
export async function surroundings(environment: EnvironmentName): Promise<Surroundings> {
  const { tree } = await readRevision();
  const { name, version } = await locateProgram();
  return { environment, accountId: CONFIGS[environment].accountId, tree, program: { name, version } };
}
