import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIGS, type EnvironmentName } from '../../live/environments';
import { stateBackend } from '../../live/shared/state';
import { locateProgram } from './locate';
import { Terraform } from './terraform';
import { inWorkFolder } from './work-folder';

/**
 * Gives a task a Terraform that knows the state of an environment and nothing else. It needs no stack and no provider, so
 * that a state can be repaired when neither is to be had.
 */
export const withStateOnly = <T>(
  environment: EnvironmentName,
  task: (terraform: Terraform, folder: string) => Promise<T>,
): Promise<T> =>
  inWorkFolder(`${environment}-state`, async (folder) => {
    const stack = { terraform: { backend: { s3: stateBackend(CONFIGS[environment]) } } };
    writeFileSync(join(folder, 'state.tf.json'), JSON.stringify(stack));
    const terraform = new Terraform(await locateProgram(), folder, CONFIGS[environment]);
    await terraform.init();
    return task(terraform, folder);
  });
