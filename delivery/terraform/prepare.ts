import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIGS, type EnvironmentName } from '../environments';
import { DeliveryError } from '../errors';
import { LOCK_FILE_NAME, providerLockFile, stackFolder } from '../paths';
import { locateProgram } from './locate';
import { Terraform } from './terraform';

/**
 * Terraform on the synthesised stack of an environment, with the providers that its lock file names.
 *
 * @param backend connect to the state. @default true
 * @throws DeliveryError without a stack, or when it needs providers and none are locked
 */
export async function prepareTerraform(environment: EnvironmentName, { backend = true } = {}): Promise<Terraform> {
  const folder = stackFolder(environment);
  const stack = join(folder, 'cdk.tf.json');
  if (!existsSync(stack))
    throw new DeliveryError(`${environment} is not synthesised: run "make synth ENV=${environment}"`);
  const lockedProviders = existsSync(providerLockFile(environment));
  if (!lockedProviders && needsProviders(stack)) {
    throw new DeliveryError(
      `live/${environment}/${LOCK_FILE_NAME} is missing: write it with "make lock ENV=${environment}" where the providers ` +
        'can be had, and commit it',
    );
  }
  if (lockedProviders) copyFileSync(providerLockFile(environment), join(folder, LOCK_FILE_NAME));
  const terraform = new Terraform(await locateProgram(), folder, CONFIGS[environment]);
  await terraform.init({ backend, lockedProviders });
  return terraform;
}

/** A stack of built-in resources needs none. */
function needsProviders(stack: string): boolean {
  const { terraform } = JSON.parse(readFileSync(stack, 'utf8')) as { terraform?: { required_providers?: object } };
  return Object.keys(terraform?.required_providers ?? {}).length > 0;
}
