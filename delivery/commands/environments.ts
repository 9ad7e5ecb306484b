/** Commands that read the environments and synthesise them. */
import { relative } from 'node:path';
import type { EnvironmentName } from '../../live/environments';
import { affectedEnvironments } from '../affected';
import { changedPaths } from '../changed-paths';
import { UsageError } from '../errors';
import { guard } from '../guard';
import { FALLBACK, readNews } from '../history';
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

/**
 * `make affected`: prints the environments whose plan the checked-out commit can change, one per line. With `applied` only
 * ENV, compared with the commit that was applied there last.
 */
export async function affected({ env, applied = false, base = '', hotfix }: Arguments): Promise<void> {
  const only = hotfix === undefined ? undefined : parseEnvironment(hotfix);
  const found = applied ? await affectedSinceApply(parseEnvironment(env), base) : await affectedSince(base);
  for (const environment of found) if (only === undefined || environment === only) console.log(environment);
}

// git takes an argument that begins with a dash as an option.
const isCommit = (base: string): boolean => base !== '' && !base.startsWith('-');

async function affectedSince(base: string): Promise<EnvironmentName[]> {
  if (isCommit(base)) return affectedEnvironments(await changedPaths(ROOT, base));
  throw new UsageError('BASE is missing: give the branch or commit to compare with, for example BASE=origin/main');
}

async function affectedSinceApply(environment: EnvironmentName, base: string): Promise<EnvironmentName[]> {
  // Loaded on use: the AWS clients are large.
  const { withRecords } = await import('../records/open.js');
  const fallback = isCommit(base) ? base : FALLBACK;
  const last = await withRecords(environment, (records) => records.readLastApplied()).catch((error: Error) => error);
  if (last instanceof Error) console.error(last.message);
  const { note, isAffected } = await readNews(environment, last instanceof Error ? undefined : last, fallback);
  if (note !== undefined) console.error(note);
  return isAffected ? [environment] : [];
}
