import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { satisfies } from 'semver';
import { ENVIRONMENTS, type EnvironmentName } from '../../live/environments';
import { DeliveryError } from '../errors';
import { readEnvironment } from '../guard/read-facts';
import { environmentFolder, PACKAGE_NAME, ROOT } from '../paths';
import { run } from '../run';
import { checkEvidence } from './evidence';
import type { ReleasePin } from './pin';
import { commitOf, readRelease } from './releases';
import type { PackageFiles } from './tarball';

const INSTALL_MS = 300_000;

interface Manifest {
  readonly version: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/**
 * Installs the release that an environment pins, unless it is installed already. npm runs no scripts. cdktf and the
 * providers come from the checkout.
 *
 * @returns the version; `undefined` when the environment follows the working tree
 * @throws DeliveryError when the environment has no pin, or the installed files differ from the release
 * @see docs/decisions/0010-peers-of-the-checkout.md
 */
export async function installModule(environment: EnvironmentName): Promise<string | undefined> {
  const { pin } = readEnvironment(environment);
  if (pin === undefined) {
    const before = ENVIRONMENTS[ENVIRONMENTS.indexOf(environment) - 1] ?? '…';
    throw new DeliveryError(`${environment} pins no release yet: run "make promote FROM=${before} TO=${environment}"`);
  }
  if (pin.kind === 'working-tree') return undefined;
  await checkEvidence({ version: pin.version, commit: commitOf(readRelease(pin.version)) });
  if (differences(environment, pin).length > 0) await install(environment);
  const differing = differences(environment, pin);
  if (differing.length > 0) {
    throw new DeliveryError(
      `${PACKAGE_NAME} in live/${environment}/node_modules differs from release ${pin.version} ` +
        `(${differing.slice(0, 3).join(', ')}): check the pin, and run "make verify-release VERSION=${pin.version}"`,
    );
  }
  assertPeers(environment);
  return pin.version;
}

async function install(environment: EnvironmentName): Promise<void> {
  const cwd = environmentFolder(environment);
  const args = ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  const { code, stderr } = await run('npm', args, { cwd, timeoutMs: INSTALL_MS });
  if (code !== 0) throw new DeliveryError(`npm ci in live/${environment} failed: ${npmError(stderr)}`);
}

/** @returns the error message of npm, without its code, its prefix and the path of its log file */
export const npmError = (stderr: string): string =>
  stderr
    .split('\n')
    .filter((line) => line.startsWith('npm error') && !/npm error (code|errno|A complete log)/.test(line))
    .map((line) => line.replace(/^npm error\s*/, ''))
    .filter(Boolean)
    .slice(0, 3)
    .join(' ');

const moduleFolder = (environment: EnvironmentName): string =>
  join(environmentFolder(environment), 'node_modules', PACKAGE_NAME);

/** @returns files that differ from the release. Of package.json only the version counts: from git it has no `gitHead`. */
function differences(environment: EnvironmentName, { version }: ReleasePin): string[] {
  const folder = moduleFolder(environment);
  const expected: PackageFiles = readRelease(version);
  return Object.keys(expected).filter((name) => {
    const file = join(folder, name);
    if (!existsSync(file)) return true;
    if (name === 'package.json') return readManifest(folder).version !== version;
    return Buffer.compare(readFileSync(file), expected[name] as Uint8Array) !== 0;
  });
}

/** cdktf and the providers of the checkout have to suit the release. npm does not check it (`legacy-peer-deps`). */
function assertPeers(environment: EnvironmentName): void {
  const { version, peerDependencies = {} } = readManifest(moduleFolder(environment));
  for (const [name, range] of Object.entries(peerDependencies)) {
    const found = readManifest(join(ROOT, 'node_modules', name)).version;
    if (!satisfies(found, range)) {
      throw new DeliveryError(
        `${environment} pins ${PACKAGE_NAME} ${version}, which needs ${name} ${range}, but ${found} is installed: ` +
          'promote a release that works with it first',
      );
    }
  }
}

const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
