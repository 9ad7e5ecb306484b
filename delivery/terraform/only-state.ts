import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIGS, type EnvironmentName } from '../../live/environments';
import { stateBackend } from '../../live/shared/state';
import { workFolder } from '../paths';
import { locateProgram } from './locate';
import { Terraform } from './terraform';

/**
 * Gives a task a Terraform that knows the state of an environment and nothing else. It needs no stack and no provider, so
 * that a state can be repaired when neither is to be had.
 */
export async function withStateOnly<T>(
  environment: EnvironmentName,
  task: (terraform: Terraform, folder: string) => Promise<T>,
): Promise<T> {
  mkdirSync(workFolder(), { recursive: true, mode: 0o700 });
  const folder = mkdtempSync(join(workFolder(), `${environment}-state-`));
  try {
    const stack = { terraform: { backend: { s3: stateBackend(CONFIGS[environment]) } } };
    writeFileSync(join(folder, 'state.tf.json'), JSON.stringify(stack));
    const terraform = new Terraform(await locateProgram(), folder, CONFIGS[environment]);
    await terraform.init();
    return await task(terraform, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
