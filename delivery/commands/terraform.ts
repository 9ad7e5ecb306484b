/** Commands that pass one question to Terraform. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { CONFIGS } from '../../live/environments';
import { DeliveryError } from '../errors';
import { LOCK_FILE_NAME, providerLockFile, ROOT, stackFolder } from '../paths';
import { locateProgram } from '../terraform/locate';
import { prepareTerraform } from '../terraform/prepare';
import { Terraform } from '../terraform/terraform';
import { parseEnvironment, type Arguments } from './arguments';

/** `make validate`: checks the stack against the providers' schemas. Needs no credentials and no state. */
export async function validate({ env }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  await (await prepareTerraform(environment, { backend: false })).validate();
  console.log(`${environment} is valid`);
}

/** `make output`: writes the outputs to `out/outputs/<env>.json`, where the tool `vault-dr` reads them. */
export async function output({ env }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  const json = await (await prepareTerraform(environment)).readOutputs();
  const outputs = JSON.parse(json) as Record<string, { readonly sensitive: boolean }>;
  const sensitive = Object.keys(outputs).filter((name) => outputs[name]?.sensitive);
  if (sensitive.length > 0) {
    throw new DeliveryError(
      `${environment} has sensitive outputs (${sensitive.join(', ')}), which are not written to a file: ` +
        'remove these outputs from the stack',
    );
  }
  if (Object.keys(outputs).length === 0) {
    throw new DeliveryError(`${environment} has no outputs yet: apply it first`);
  }
  const file = join(ROOT, 'out', 'outputs', `${environment}.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, json);
  console.log(`${relative(ROOT, file)}: ${Object.keys(outputs).join(', ')}`);
}

/** `make lock`: writes the lock file of an environment's providers, which belongs in git. */
export async function lock({ env, platforms }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  const folder = stackFolder(environment);
  const terraform = new Terraform(await locateProgram(), folder, CONFIGS[environment]);
  await terraform.lockProviders(platforms?.split(/[\s,]+/).filter(Boolean));
  copyFileSync(join(folder, LOCK_FILE_NAME), providerLockFile(environment));
  console.log(`${relative(ROOT, providerLockFile(environment))} is written: commit it`);
}
