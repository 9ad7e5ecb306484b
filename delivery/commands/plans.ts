/** Commands that show what a plan would change. Nothing applies these plans. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeliveryError, DriftError } from '../errors';
import { readRevision } from '../git';
import { reportFolder, stackFolder } from '../paths';
import { renderSummary } from '../summary/render';
import { makeSpeculativePlan } from '../terraform/planned';
import { prepareTerraform } from '../terraform/prepare';
import { parseEnvironment, type Arguments } from './arguments';
import { pinnedVersion } from './heading';
import { FULL_FILE, SUMMARY_FILE, writeReport } from './report';

/** `make plan`: plans what was synthesised, prints the summary, and writes it for `make show`. */
export async function plan({ env }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  const folder = reportFolder('plan', environment);
  writeReport(folder, {});
  const { commit } = await readRevision();
  const { plan: planned, digest } = await makeSpeculativePlan(
    await prepareTerraform(environment),
    stackFolder(environment),
  );
  const heading = { environment, module: pinnedVersion(environment), commit, digest };
  const summary = renderSummary(planned, heading);
  writeReport(folder, { [SUMMARY_FILE]: summary, [FULL_FILE]: renderSummary(planned, heading, { full: true }) });
  process.stdout.write(summary);
}

/** `make show`: prints the summary of the last plan of this checkout again. */
export function show({ env, full = false }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  const file = join(reportFolder('plan', environment), full ? FULL_FILE : SUMMARY_FILE);
  if (!existsSync(file))
    throw new DeliveryError(`there is no plan of ${environment}: run "make plan ENV=${environment}"`);
  process.stdout.write(readFileSync(file));
  return Promise.resolve();
}

/**
 * `make drift`: compares an environment with its code. Takes no lock.
 *
 * @throws DriftError when they differ
 */
export async function drift({ env }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  const terraform = await prepareTerraform(environment);
  const { plan: planned, changes } = await makeSpeculativePlan(terraform, stackFolder(environment));
  if (changes.length === 0) {
    console.log(`${environment} matches its code`);
    return;
  }
  const { commit } = await readRevision();
  process.stdout.write(renderSummary(planned, { environment, module: pinnedVersion(environment), commit }));
  throw new DriftError(`${environment} differs from its code: plan and apply, or change the code`);
}
