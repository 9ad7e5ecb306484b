import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { PLAN_FILE, PLAN_JSON_FILE } from '../bundle/manifest';
import { writeBundle } from '../bundle/write';
import { CONFIGS, parseEnvironment, type EnvironmentName } from '../environments';
import { DeliveryError } from '../errors';
import { assertCleanTree, readRevision } from '../git';
import { readEnvironment } from '../guard/read-facts';
import { bundleFolder, ROOT, stackFolder } from '../paths';
import { releaseOf } from '../release/pin';
import type { PlanJson } from '../summary/plan-json';
import { renderSummary } from '../summary/render';
import { findSecret } from '../summary/secrets';
import { prepareTerraform } from '../terraform/prepare';
import type { Arguments } from './arguments';

/** `make plan`: plans what was synthesised, writes the bundle and prints its summary. */
export async function plan({ env }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  process.stdout.write(await planBundle(environment, bundleFolder(environment)));
}

/**
 * Plans and writes a bundle. An older bundle is gone even when the plan fails: nobody shall apply it by mistake.
 *
 * @returns the summary
 */
export async function planBundle(
  environment: EnvironmentName,
  bundle: string,
  { destroy = false } = {},
): Promise<string> {
  rmSync(bundle, { recursive: true, force: true });
  await assertCleanTree('a plan that can be applied');
  const revision = await readRevision();
  const terraform = await prepareTerraform(environment);
  const folder = stackFolder(environment);
  await terraform.plan({ out: PLAN_FILE, destroy });
  const json = await terraform.showPlan(PLAN_FILE);
  refuseSecrets(json);
  writeFileSync(join(folder, PLAN_JSON_FILE), json);
  const state = await terraform.readStateVersion();
  const module = releaseOf(readEnvironment(environment).pin)?.version;
  const { name, version } = terraform.program;
  const digest = writeBundle(folder, bundle, {
    environment,
    accountId: CONFIGS[environment].accountId,
    ...revision,
    ...(module !== undefined && { module }),
    program: { name, version },
    ...(state !== undefined && { state }),
  });
  const heading = { environment, module, commit: revision.commit, digest };
  const summary = renderSummary(JSON.parse(json) as PlanJson, heading);
  return `${summary}\nBundle ${relative(ROOT, bundle)}, digest ${digest}\n`;
}

function refuseSecrets(json: string): void {
  const secret = findSecret(json);
  if (secret !== undefined) {
    throw new DeliveryError(`the plan has ${secret} in it, so no bundle is written: find out which resource brings it`);
  }
}

/** The plan in a bundle, as it was shown when it was made. */
export const readPlan = (folder: string): PlanJson =>
  JSON.parse(readFileSync(join(folder, PLAN_JSON_FILE), 'utf8')) as PlanJson;
