import type { EnvironmentName } from '../../live/environments';
import { pinnedVersion } from '../commands/heading';
import { DeliveryError } from '../errors';
import { readRevision } from '../git';
import { guard } from '../guard';
import { stackFolder } from '../paths';
import { whoRuns, withRecords } from '../records/open';
import { copyStack } from '../review/stack-files';
import type { PlanJson } from '../summary/plan-json';
import { findProtected } from '../summary/protected';
import { renderSummary } from '../summary/render';
import { makePlan } from '../terraform/planned';
import { prepareTerraform } from '../terraform/prepare';
import { inWorkFolder } from '../terraform/work-folder';
import { carryOut } from './carry-out';
import { rulesOf } from './rules';

/**
 * Plans to destroy everything in an environment, and does it if the digest of that plan was confirmed.
 *
 * @param confirmed the digest that was shown. @default - only show
 * @throws DeliveryError when it was not, and while deletion protection is on; nothing is changed then
 */
export async function destroyEnvironment(environment: EnvironmentName, confirmed?: string): Promise<void> {
  await guard();
  const revision = await readRevision();
  await inWorkFolder(environment, async (folder) => {
    copyStack(stackFolder(environment), folder);
    const terraform = await prepareTerraform(environment, { folder, access: 'apply' });
    const { plan, digest } = await makePlan(terraform, { destroy: true });
    const heading = { environment, module: pinnedVersion(environment), commit: revision.commit, digest };
    process.stdout.write(renderSummary(plan, heading));
    refuseProtected(environment, plan);
    if (digest !== confirmed) {
      const other = confirmed === undefined ? '' : `the plan has another digest than ${confirmed}, so `;
      throw new DeliveryError(
        `${other}nothing was destroyed: to destroy it, run "make destroy ENV=${environment} CONFIRM=${environment} DIGEST=${digest}"`,
      );
    }
    const intent = {
      environment,
      revision,
      digest,
      by: await whoRuns(environment),
      skipped: [],
      rules: rulesOf(environment),
    };
    await withRecords(environment, (records) => carryOut(terraform, folder, records, intent, 'destroyed'));
  });
}

/** @throws DeliveryError before anything is changed: AWS would refuse half-way, when the rest is gone */
function refuseProtected(environment: EnvironmentName, plan: PlanJson): void {
  const found = findProtected(plan);
  if (found.length === 0) return;
  throw new DeliveryError(
    `nothing was destroyed: deletion protection is on for ${found.join(', ')}. Set deletionProtection to false in ` +
      `live/${environment}/config.ts, plan and apply that, then run "make destroy ENV=${environment}" again`,
  );
}
