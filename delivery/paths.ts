import { join } from 'node:path';
import type { EnvironmentName } from './environments';

/** The checkout. */
export const ROOT = join(__dirname, '..');
/** Runs TypeScript as it is. */
export const TSX = join(ROOT, 'node_modules', '.bin', 'tsx');
export const PACKAGE_NAME = 'cdktf-vault-dr';

/** Packed releases, and the hash of each in `integrity.json`. */
export const RELEASES = join(ROOT, 'releases');

/** Folder of an environment's values and pin. */
export const environmentFolder = (environment: EnvironmentName): string => join(ROOT, 'live', environment);

/** Where cdktf writes an environment. */
export const synthFolder = (environment: EnvironmentName): string => join(ROOT, 'out', 'synth', environment);

/** What Terraform works on: one stack per environment. */
export const stackFolder = (environment: EnvironmentName, synthesised = synthFolder(environment)): string =>
  join(synthesised, 'stacks', `vault-dr-${environment}`);

/** The bundle that `plan` writes and `apply` takes by default. */
export const bundleFolder = (environment: EnvironmentName): string => join(ROOT, 'out', 'plan', environment);

/** The providers' lock file that is kept in git. */
export const providerLockFile = (environment: EnvironmentName): string =>
  join(environmentFolder(environment), LOCK_FILE_NAME);
export const LOCK_FILE_NAME = '.terraform.lock.hcl';
