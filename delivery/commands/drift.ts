import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { PLAN_FILE } from '../bundle/manifest';
import { parseEnvironment } from '../environments';
import { DriftError } from '../errors';
import { readRevision } from '../git';
import { stackFolder } from '../paths';
import { readEnvironment } from '../guard/read-facts';
import { releaseOf } from '../release/pin';
import type { PlanJson } from '../summary/plan-json';
import { renderSummary } from '../summary/render';
import { prepareTerraform } from '../terraform/prepare';
import type { Arguments } from './arguments';

/** `make drift`: does the environment differ from its code? Takes no lock and writes no bundle. */
export async function drift({ env }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  const terraform = await prepareTerraform(environment);
  try {
    if (!(await terraform.plan({ out: PLAN_FILE, lock: false }))) {
      console.log(`${environment} is what its code says`);
      return;
    }
    const module = releaseOf(readEnvironment(environment).pin)?.version;
    const { commit } = await readRevision();
    const json = await terraform.showPlan(PLAN_FILE);
    process.stdout.write(renderSummary(JSON.parse(json) as PlanJson, { environment, module, commit, digest: 'none' }));
  } finally {
    rmSync(join(stackFolder(environment), PLAN_FILE), { force: true });
  }
  throw new DriftError(`${environment} differs from its code: plan and apply, or change the code`);
}
