/** Commands for a plan, from making it to applying it. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { CONFIGS, type EnvironmentName } from '../../live/environments';
import { DeliveryError, DriftError } from '../errors';
import { assertCleanTree, readRevision } from '../git';
import { guard } from '../guard';
import { readEnvironment } from '../guard/read-facts';
import { archiveFolder, LOCK_FILE_NAME, ROOT, stackFolder } from '../paths';
import { sha256 } from '../plan-archive/files';
import { MANIFEST_FILE, PLAN_FILE, PLAN_JSON_FILE } from '../plan-archive/manifest';
import { openArchive } from '../plan-archive/open';
import { checkState, type Surroundings } from '../plan-archive/verify';
import { writeArchive } from '../plan-archive/write';
import { releaseOf } from '../release/pin';
import type { PlanJson } from '../summary/plan-json';
import { findProtected } from '../summary/protected';
import { renderSummary } from '../summary/render';
import { findSecret } from '../summary/secrets';
import { hasErroredState } from '../terraform/errored';
import { locateProgram } from '../terraform/locate';
import { prepareTerraform } from '../terraform/prepare';
import { Terraform } from '../terraform/terraform';
import { parseEnvironment, type Arguments } from './arguments';

/** `make plan`: plans what was synthesised, writes the plan archive and prints its summary. */
export async function plan({ env }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  process.stdout.write(await writePlan(environment, archiveFolder(environment)));
}

/** `make show`: prints the summary of a plan archive for a pull request. Makes the same checks as `apply`. */
export async function show({ env, archive, digest: reviewed, full }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  const here = await readSurroundings(environment);
  const { manifest, digest, folder } = openArchive({
    archive: findArchive(environment, archive),
    here,
    digest: reviewed,
  });
  try {
    const json = JSON.parse(readFileSync(join(folder, PLAN_JSON_FILE), 'utf8')) as PlanJson;
    const { module, commit } = manifest;
    process.stdout.write(renderSummary(json, { environment, module, commit, digest }, { full: full === true }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `make apply`: applies the plan in an archive, which must be exactly the plan that was reviewed. */
export async function apply({ env, archive, digest }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  await applyPlan(environment, findArchive(environment, archive), digest);
}

/**
 * `make destroy`: shows what would be destroyed. Destroys exactly that when CONFIRM repeats the environment's name and DIGEST
 * the digest that was shown.
 */
export async function destroy({ env, confirm, digest }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  const archive = join(ROOT, 'out', 'destroy', environment);
  if (confirm === environment && digest !== undefined) {
    refuseProtected(environment, archive);
    await applyPlan(environment, archive, digest);
    return;
  }
  process.stdout.write(await writePlan(environment, archive, { destroy: true }));
  refuseProtected(environment, archive);
  const shown = sha256(readFileSync(join(archive, MANIFEST_FILE)));
  throw new DeliveryError(
    `nothing was destroyed: to destroy it, run "make destroy ENV=${environment} CONFIRM=${environment} DIGEST=${shown}"`,
  );
}

/** @throws DeliveryError before anything is changed: AWS would refuse half-way, when the rest is gone */
function refuseProtected(environment: EnvironmentName, archive: string): void {
  const file = join(archive, PLAN_JSON_FILE);
  if (!existsSync(file)) return; // applyPlan says so
  const found = findProtected(JSON.parse(readFileSync(file, 'utf8')) as PlanJson);
  if (found.length === 0) return;
  throw new DeliveryError(
    `nothing was destroyed: deletion protection is on for ${found.join(', ')}. Set deletionProtection to false in ` +
      `live/${environment}/config.ts, plan and apply that, then run "make destroy ENV=${environment}" again`,
  );
}

/**
 * `make drift`: compares an environment with its code. Takes no lock and writes no plan archive.
 *
 * @throws DriftError when they differ
 */
export async function drift({ env }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  const terraform = await prepareTerraform(environment);
  try {
    if (!(await terraform.plan({ out: PLAN_FILE, lock: false }))) {
      console.log(`${environment} matches its code`);
      return;
    }
    const { commit } = await readRevision();
    const json = JSON.parse(await terraform.showPlan(PLAN_FILE)) as PlanJson;
    const heading = { environment, module: pinnedVersion(environment), commit };
    process.stdout.write(renderSummary(json, heading));
  } finally {
    rmSync(join(stackFolder(environment), PLAN_FILE), { force: true });
  }
  throw new DriftError(`${environment} differs from its code: plan and apply, or change the code`);
}

/**
 * Plans what was synthesised and writes the archive. An older archive is deleted first, so that a plan that fails leaves
 * none that could be applied by mistake.
 *
 * @returns the summary
 */
async function writePlan(environment: EnvironmentName, archive: string, { destroy = false } = {}): Promise<string> {
  rmSync(archive, { recursive: true, force: true });
  await assertCleanTree('a plan that can be applied');
  const revision = await readRevision();
  const terraform = await prepareTerraform(environment);
  const folder = stackFolder(environment);
  await terraform.plan({ out: PLAN_FILE, destroy });
  const json = await terraform.showPlan(PLAN_FILE);
  refuseSecrets(json);
  writeFileSync(join(folder, PLAN_JSON_FILE), json);
  const state = await terraform.readStateVersion();
  const module = pinnedVersion(environment);
  const { name, version } = terraform.program;
  const digest = writeArchive(folder, archive, {
    environment,
    accountId: CONFIGS[environment].accountId,
    ...revision,
    ...(module !== undefined && { module }),
    program: { name, version },
    ...(state !== undefined && { state }),
  });
  const heading = { environment, module, commit: revision.commit, digest };
  const summary = renderSummary(JSON.parse(json) as PlanJson, heading);
  return `${summary}\nPlan archive ${relative(ROOT, archive)}, digest ${digest}\n`;
}

function refuseSecrets(json: string): void {
  const secret = findSecret(json);
  if (secret !== undefined) {
    throw new DeliveryError(
      `the plan contains ${secret}, so no plan archive is written: find the resource that puts it there`,
    );
  }
}

/** @throws DeliveryError for an archive that is altered, stale or of another environment; nothing is changed then */
async function applyPlan(environment: EnvironmentName, archive: string, digest?: string): Promise<void> {
  await guard();
  const { manifest, folder } = openArchive({ archive, here: await readSurroundings(environment), digest });
  let isFinished = true;
  try {
    const terraform = new Terraform(await locateProgram(), folder, CONFIGS[environment]);
    await terraform.init({ lockedProviders: existsSync(join(folder, LOCK_FILE_NAME)) });
    const stale = checkState(manifest, await terraform.readStateVersion());
    if (stale !== undefined) throw new DeliveryError(stale);
    await terraform.apply(PLAN_FILE);
  } catch (error) {
    isFinished = !hasErroredState(folder);
    throw isFinished ? error : await withSavedState(environment, folder, error as Error);
  } finally {
    // A state that is nowhere else stays where Terraform has written it.
    if (isFinished) rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns the error, and before it where the state is */
async function withSavedState(environment: EnvironmentName, folder: string, error: Error): Promise<Error> {
  // Loaded on use: the AWS clients are large.
  const { saveLeftState } = await import('./state.js');
  error.message = `${await saveLeftState(environment, folder)}\n\n${error.message}`;
  return error;
}

/** The archive that ARCHIVE names. @default - the one that `make plan` wrote last */
const findArchive = (environment: EnvironmentName, archive: string | undefined): string =>
  archive === undefined ? archiveFolder(environment) : resolve(ROOT, archive);

async function readSurroundings(environment: EnvironmentName): Promise<Surroundings> {
  const { tree } = await readRevision();
  const { name, version } = await locateProgram();
  return { environment, accountId: CONFIGS[environment].accountId, tree, program: { name, version } };
}

/** Version of the module that an environment pins; `undefined` for the working tree. */
const pinnedVersion = (environment: EnvironmentName): string | undefined =>
  releaseOf(readEnvironment(environment).pin)?.version;
