import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PLAN_FILE } from '../bundle/manifest';
import { openBundle } from '../bundle/open';
import { checkState } from '../bundle/verify';
import { CONFIGS, parseEnvironment, type EnvironmentName } from '../environments';
import { DeliveryError } from '../errors';
import { guard } from '../guard';
import { LOCK_FILE_NAME } from '../paths';
import { locateProgram } from '../terraform/locate';
import { Terraform } from '../terraform/terraform';
import type { Arguments } from './arguments';
import { bundleOf, surroundings } from './bundle-arguments';

/** `make apply`: applies a bundle, exactly as it was reviewed, or not at all. */
export async function apply({ env, bundle, digest }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  await applyBundle(environment, bundleOf(environment, bundle), digest);
}

/** @throws DeliveryError for a bundle that is altered, foreign or stale; nothing was changed then */
export async function applyBundle(environment: EnvironmentName, bundle: string, digest?: string): Promise<void> {
  await guard();
  const { manifest, folder } = openBundle({ bundle, here: await surroundings(environment), digest });
  try {
    const terraform = new Terraform(await locateProgram(), folder, CONFIGS[environment]);
    await terraform.init({ lockedProviders: existsSync(join(folder, LOCK_FILE_NAME)) });
    const stale = checkState(manifest, await terraform.readStateVersion());
    if (stale !== undefined) throw new DeliveryError(stale);
    await terraform.apply(PLAN_FILE);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
