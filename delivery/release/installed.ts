import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { satisfies } from 'semver';
import type { EnvironmentName } from '../environments';
import { DeliveryError } from '../errors';
import { readEnvironment } from '../guard/read-facts';
import { environmentFolder, PACKAGE_NAME, ROOT } from '../paths';
import { run } from '../run';
import type { ReleasePin } from './pin';
import { readRelease } from './releases';
import type { PackageFiles } from './tarball';

const INSTALL_MS = 300_000;

interface Manifest {
  readonly version: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/**
 * Installs the release that an environment pins, unless it is there already. No script runs, neither of ours nor of
 * anything else. What cdktf and its providers are is decided by the checkout: see docs/decisions/0010-peers-of-the-checkout.md.
 *
 * @returns the version; `undefined` where the environment follows the working tree
 * @throws DeliveryError without a pin, or when what is installed is not the release
 */
export async function installModule(environment: EnvironmentName): Promise<string | undefined> {
  const { pin } = readEnvironment(environment);
  if (pin === undefined) {
    throw new DeliveryError(`${environment} pins no release yet: "make promote TO=${environment}" pins one`);
  }
  if (pin.kind === 'working-tree') return undefined;
  if (differences(environment, pin).length > 0) await install(environment);
  const differing = differences(environment, pin);
  if (differing.length > 0) {
    throw new DeliveryError(
      `live/${environment}/node_modules has another ${PACKAGE_NAME} than release ${pin.version} ` +
        `(${differing.slice(0, 3).join(', ')}): check the pin, and "make verify-release VERSION=${pin.version}"`,
    );
  }
  assertPeers(environment);
  return pin.version;
}

async function install(environment: EnvironmentName): Promise<void> {
  const cwd = environmentFolder(environment);
  const args = ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  const { code, stderr } = await run('npm', args, { cwd, timeoutMs: INSTALL_MS });
  if (code !== 0) throw new DeliveryError(`npm ci in live/${environment} failed: ${npmSays(stderr)}`);
}

/** npm's error without its code, prefix and pointers to log files. */
export const npmSays = (stderr: string): string =>
  stderr
    .split('\n')
    .filter((line) => line.startsWith('npm error') && !/npm error (code|errno|A complete log)/.test(line))
    .map((line) => line.replace(/^npm error\s*/, ''))
    .filter(Boolean)
    .slice(0, 3)
    .join(' ');

const moduleFolder = (environment: EnvironmentName): string =>
  join(environmentFolder(environment), 'node_modules', PACKAGE_NAME);

/** Files that are not the release's. The manifest may differ: one that comes from git records no commit. */
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

/** npm does not look at peers here, so this does: the checkout's cdktf and providers have to suit the release. */
function assertPeers(environment: EnvironmentName): void {
  const { version, peerDependencies = {} } = readManifest(moduleFolder(environment));
  for (const [name, range] of Object.entries(peerDependencies)) {
    const found = readManifest(join(ROOT, 'node_modules', name)).version;
    if (!satisfies(found, range)) {
      throw new DeliveryError(
        `${environment} pins ${PACKAGE_NAME} ${version}, which needs ${name} ${range}, and ${found} is installed: ` +
          'promote a release that suits it first',
      );
    }
  }
}

const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
