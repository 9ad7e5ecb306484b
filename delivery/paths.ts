import { homedir } from 'node:os';
import { join } from 'node:path';
import type { EnvironmentName } from '../live/environments';

/** Root of the checkout. */
export const ROOT = join(__dirname, '..');
/** Program that runs TypeScript files. */
export const TSX = join(ROOT, 'node_modules', '.bin', 'tsx');
export const PACKAGE_NAME = 'cdktf-vault-dr';

/** Folder of the packed releases; `integrity.json` in it has the hash of each. */
export const RELEASES = join(ROOT, 'releases');

/** Folder with the values and the pin of an environment. */
export const environmentFolder = (environment: EnvironmentName): string => join(ROOT, 'live', environment);

/** Folder into which cdktf synthesises an environment. */
export const synthFolder = (environment: EnvironmentName): string => join(ROOT, 'out', 'synth', environment);

/** Folder of the stack, in which Terraform runs. There is one stack per environment. */
export const stackFolder = (environment: EnvironmentName, synthesised = synthFolder(environment)): string =>
  join(synthesised, 'stacks', `vault-dr-${environment}`);

/** Folder for what `plan`, `review` or `apply` writes about an environment. */
export const reportFolder = (command: 'plan' | 'review' | 'apply', environment: EnvironmentName): string =>
  join(ROOT, 'out', command, environment);

/** Lock file of the providers, in git. */
export const providerLockFile = (environment: EnvironmentName): string =>
  join(environmentFolder(environment), LOCK_FILE_NAME);
export const LOCK_FILE_NAME = '.terraform.lock.hcl';

/**
 * Folder in which an apply works, for this user only. It is outside of the checkout, because a pipeline deletes its checkout
 * also when the apply has failed and a state is left in it.
 */
export const workFolder = (): string =>
  join(process.env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'cdktf-vault-dr');
