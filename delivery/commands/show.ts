import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST_FILE } from '../bundle/manifest';
import { openBundle } from '../bundle/open';
import { sha256 } from '../bundle/files';
import { parseEnvironment } from '../environments';
import { renderSummary } from '../summary/render';
import type { Arguments } from './arguments';
import { bundleOf, surroundings } from './bundle-arguments';
import { readPlan } from './plan';

/** `make show`: renders the summary of a bundle, for a pull request. Refuses what `apply` would refuse unseen. */
export async function show({ env, bundle, digest }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  const here = await surroundings(environment);
  const { manifest, folder } = openBundle({ bundle: bundleOf(environment, bundle), here, digest });
  try {
    const { module, commit } = manifest;
    const found = sha256(readFileSync(join(folder, MANIFEST_FILE)));
    process.stdout.write(renderSummary(readPlan(folder), { environment, module, commit, digest: found }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
