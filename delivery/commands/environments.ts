/** Commands that read the environments and synthesise them. */
import { relative } from 'node:path';
import { affectedEnvironments } from '../affected';
import { changedPaths } from '../changed-paths';
import { UsageError } from '../errors';
import { guard } from '../guard';
import { ROOT, stackFolder } from '../paths';
import { installModule } from '../release/installed';
import { releaseOf } from '../release/pin';
import { synthesise } from '../synthesise';
import { parseEnvironment, type Arguments } from './arguments';

const nameOf = (version: string | undefined): string =>
  version === undefined ? 'the working tree' : `release ${version}`;

/** `make install`: installs the release that an environment pins. */
export async function install({ env }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  console.log(`${environment} runs ${nameOf(await installModule(environment))}`);
}

/** `make synth`: synthesises an environment. */
export async function synth({ env }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  const version = await synthesise(environment);
  console.log(`${relative(ROOT, stackFolder(environment))} is synthesised from ${nameOf(version)}`);
}

/** `make guard`: checks that environments share nothing and that each pin is a release, in order. */
export async function checkGuard(): Promise<void> {
  const { environments } = await guard();
  for (const { name, pin } of environments) {
    console.log(`${name}: ${pin === undefined ? 'no release yet' : nameOf(releaseOf(pin)?.version)}`);
  }
}

/** `make affected`: prints only the environments whose plan the checked-out commit can change, one per line. */
export async function affected({ base = '' }: Arguments): Promise<void> {
  // git takes an argument that begins with a dash as an option.
  if (base === '' || base.startsWith('-')) {
    throw new UsageError('BASE is missing: give the branch or commit to compare with, for example BASE=origin/main');
  }
  for (const environment of affectedEnvironments(await changedPaths(ROOT, base))) console.log(environment);
}
