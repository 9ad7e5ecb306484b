import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIGS, type EnvironmentName } from '../../live/environments';
import { DeliveryError } from '../errors';
import { LOCK_FILE_NAME, providerLockFile, stackFolder } from '../paths';
import { locateProgram } from './locate';
import { Terraform } from './terraform';
import { chooseVaultLogin } from './vault-login';

export interface PrepareOptions {
  readonly backend?: boolean;
  readonly access?: 'plan' | 'apply';
  readonly folder?: string;
}

/**
 * Initialises Terraform on the synthesised stack of an environment, with the providers of its lock file.
 *
 * @param backend connect to the state. @default true
 * @param access whether Terraform logs in to Vault to read or to write. @default 'plan'
 * @param folder the folder with the stack. @default - the one that `make synth` wrote
 * @throws DeliveryError when the environment is not synthesised, or there is no lock file for its providers
 */
export async function prepareTerraform(
  environment: EnvironmentName,
  { backend = true, access = 'plan', folder = stackFolder(environment) }: PrepareOptions = {},
): Promise<Terraform> {
  const stack = join(folder, 'cdk.tf.json');
  if (!existsSync(stack))
    throw new DeliveryError(`${environment} is not synthesised yet: run "make synth ENV=${environment}"`);
  const providers = providersOf(stack);
  const lockedProviders = existsSync(providerLockFile(environment));
  if (!lockedProviders && providers.length > 0) {
    throw new DeliveryError(
      `live/${environment}/${LOCK_FILE_NAME} is missing: run "make lock ENV=${environment}" with access to the registry ` +
        'of the providers, and commit the file',
    );
  }
  if (lockedProviders) copyFileSync(providerLockFile(environment), join(folder, LOCK_FILE_NAME));
  if (providers.includes('vault')) chooseVaultLogin(folder, CONFIGS[environment], access);
  const terraform = new Terraform(await locateProgram(), folder, CONFIGS[environment]);
  await terraform.init({ backend, lockedProviders });
  return terraform;
}

/** @returns the local names of the providers. A stack with only built-in resources needs none. */
function providersOf(stack: string): string[] {
  const { terraform } = JSON.parse(readFileSync(stack, 'utf8')) as { terraform?: { required_providers?: object } };
  return Object.keys(terraform?.required_providers ?? {});
}
