import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lt, rcompare } from 'semver';
import { ENVIRONMENTS, type EnvironmentName } from '../../live/environments';
import { DeliveryError, UsageError } from '../errors';
import { guard } from '../guard';
import { readEnvironment } from '../guard/read-facts';
import { environmentFolder, PACKAGE_NAME, ROOT, stackFolder } from '../paths';
import { npmError } from '../release/installed';
import { releaseOf, renderPin, type Pin, type ReleasePin } from '../release/pin';
import { newestRelease, readIntegrities } from '../release/releases';
import { run } from '../run';
import { synthesise } from '../synthesise';
import { diffStacks, type BlockChange } from './stack-diff';

const INSTALL_MS = 300_000;
const MANIFEST = 'package.json';
const LOCK = 'package-lock.json';

export interface Promotion {
  /** The release that the environment pinned before. @default - none */
  readonly from?: string;
  readonly to: string;
  /** What the new release changes in the stack of the environment. */
  readonly changes: readonly BlockChange[];
}

/**
 * Pins in an environment the release that the environment before it runs, and locks it. When the source is the first
 * environment, the newest release is pinned. The form of the pin (tarball, git or registry) stays the same.
 *
 * @throws UsageError when the target does not follow the source directly
 * @throws DeliveryError when the guard, the synthesis or npm fails; both files are restored then
 */
export async function promotePin(source: EnvironmentName, target: EnvironmentName): Promise<Promotion> {
  if (ENVIRONMENTS.indexOf(target) !== ENVIRONMENTS.indexOf(source) + 1) {
    throw new UsageError(
      `a release moves one step at a time (${ENVIRONMENTS.join(' → ')}): ${source} → ${target} is not a step`,
    );
  }
  await guard();
  return changePin(target, choosePin(source, readEnvironment(target).pin));
}

/**
 * Pins an older release in an environment. The pin says from which release it was taken back, until the next promotion. So
 * the guard still accepts a newer release in the environments after it.
 *
 * @throws DeliveryError when it is not an older release, and as {@link promotePin}
 */
export async function rollbackPin(target: EnvironmentName, version: string): Promise<Promotion> {
  await guard();
  const { pin, rolledBackFrom } = readEnvironment(target);
  const old = releaseOf(pin);
  const older = Object.keys(readIntegrities()).filter((each) => old !== undefined && lt(each, old.version));
  if (old === undefined || !older.includes(version)) {
    const known = older.sort(rcompare).join(', ') || 'none';
    throw new DeliveryError(
      `${target} pins ${old?.version ?? 'no release'}, and ${version} is no release before that: use one of ${known}`,
    );
  }
  return changePin(target, { ...old, version }, rolledBackFrom ?? old.version);
}

/** Changes a pin and its lock. Restores both when anything fails. */
async function changePin(target: EnvironmentName, pin: ReleasePin, rolledBackFrom?: string): Promise<Promotion> {
  const { pin: old } = readEnvironment(target);
  const before = await readStack(target, old, 'before');
  const from = releaseOf(old)?.version;
  const restore = keepFiles(target);
  try {
    await writePin(target, pin, rolledBackFrom);
    const after = await readStack(target, pin, 'after');
    return { ...(from !== undefined && { from }), to: pin.version, changes: diffStacks(before, after) };
  } catch (error) {
    restore();
    throw error;
  } finally {
    rmSync(workFolder(target), { recursive: true, force: true });
  }
}

function choosePin(source: EnvironmentName, old: Pin | undefined): ReleasePin {
  const sourcePin = releaseOf(readEnvironment(source).pin);
  const isFirst = source === ENVIRONMENTS[0];
  const version = isFirst ? newestRelease() : sourcePin?.version;
  if (version === undefined) {
    throw new DeliveryError(
      isFirst
        ? 'there is no release yet: run "make release"'
        : `${source} pins no release yet: promote one to it first`,
    );
  }
  return { ...(releaseOf(old) ?? sourcePin ?? { kind: 'tarball' }), version };
}

const workFolder = (environment: EnvironmentName): string => join(ROOT, 'out', 'promote', environment);

async function readStack(
  environment: EnvironmentName,
  pin: Pin | undefined,
  name: string,
): Promise<Record<string, unknown>> {
  if (pin === undefined) return {};
  const outdir = join(workFolder(environment), name);
  await synthesise(environment, outdir);
  const text = readFileSync(join(stackFolder(environment, outdir), 'cdk.tf.json'), 'utf8');
  return JSON.parse(text) as Record<string, unknown>;
}

/** @returns a function that restores the pin and the lock as they are now */
function keepFiles(environment: EnvironmentName): () => void {
  const kept = [MANIFEST, LOCK].map((name) => {
    const file = join(environmentFolder(environment), name);
    return [file, existsSync(file) ? readFileSync(file) : undefined] as const;
  });
  return () => {
    for (const [file, content] of kept) {
      if (content === undefined) rmSync(file, { force: true });
      else writeFileSync(file, content);
    }
  };
}

/**
 * Writes a pin and its lock. npm works in a folder of its own, so that a promotion that is killed meanwhile leaves the old
 * pin with the old lock.
 */
async function writePin(environment: EnvironmentName, pin: ReleasePin, rolledBackFrom?: string): Promise<void> {
  const [folder, scratch] = [environmentFolder(environment), lockFolder(environment)];
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  for (const name of ['.npmrc', LOCK]) {
    if (existsSync(join(folder, name))) copyFileSync(join(folder, name), join(scratch, name));
  }
  const manifest = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')) as {
    dependencies?: Record<string, string>;
    rolledBackFrom?: string | undefined;
  };
  // JSON leaves out what is undefined.
  manifest.rolledBackFrom = rolledBackFrom;
  manifest.dependencies = { ...manifest.dependencies, [PACKAGE_NAME]: renderPin(pin) };
  writeFileSync(join(scratch, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const { code, stderr } = await run(
    'npm',
    ['install', '--package-lock-only', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'],
    { cwd: scratch, timeoutMs: INSTALL_MS },
  );
  if (code !== 0) throw new DeliveryError(`npm cannot lock ${renderPin(pin)}: ${npmError(stderr)}`);
  for (const name of [LOCK, MANIFEST]) renameSync(join(scratch, name), join(folder, name));
  rmSync(scratch, { recursive: true, force: true });
}

/** As deep as the folder of the environment, because the pin of a packed release is a relative path. */
const lockFolder = (environment: EnvironmentName): string => join(ROOT, 'out', `lock-${environment}`);
