import { join } from 'node:path';
import { parseEnvironment } from '../environments';
import { DeliveryError } from '../errors';
import { ROOT } from '../paths';
import { applyBundle } from './apply';
import type { Arguments } from './arguments';
import { planBundle } from './plan';

/** `make destroy`: plans the destruction and shows it; carries it out when the environment's name is given once more. */
export async function destroy({ env, confirm }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  const bundle = join(ROOT, 'out', 'destroy', environment);
  process.stdout.write(await planBundle(environment, bundle, { destroy: true }));
  if (confirm !== environment) {
    throw new DeliveryError(
      `nothing was destroyed: to do it, run "make destroy ENV=${environment} CONFIRM=${environment}"`,
    );
  }
  await applyBundle(environment, bundle);
}
