import { relative } from 'node:path';
import { parseEnvironment } from '../environments';
import { guard } from '../guard';
import { ROOT, stackFolder } from '../paths';
import { installModule } from '../release/installed';
import { releaseOf } from '../release/pin';
import { synthesise } from '../synthesise';
import type { Arguments } from './arguments';

const nameOf = (version: string | undefined): string =>
  version === undefined ? 'the working tree' : `release ${version}`;

/** `make install`: installs the release that an environment pins. */
export async function install({ env }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  console.log(`${environment} runs ${nameOf(await installModule(environment))}`);
}

/** `make synth`. */
export async function synth({ env }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  const version = await synthesise(environment);
  console.log(`${relative(ROOT, stackFolder(environment))} is made with ${nameOf(version)}`);
}

/** `make guard`: refuses environments that are not separate, and pins that are not releases in order. */
export async function checkGuard(): Promise<void> {
  const { environments } = await guard();
  for (const { name, pin } of environments) {
    console.log(`${name}: ${pin === undefined ? 'no release yet' : nameOf(releaseOf(pin)?.version)}`);
  }
}
