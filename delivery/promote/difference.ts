import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENVIRONMENTS, type EnvironmentName } from '../../live/environments';
import { DeliveryError } from '../errors';
import { git, resolveObject } from '../git';
import { readEnvironment } from '../guard/read-facts';
import { PACKAGE_NAME, ROOT, stackFolder } from '../paths';
import { installDependencies, withCheckout } from '../release/checkout';
import { changelogBetween } from '../release/changelog';
import { parsePin, releaseOf } from '../release/pin';
import { runOrFail } from '../run';
import type { PromotionText } from './render-promotion';
import { diffStacks } from './stack-diff';

const SYNTH_MS = 300_000;

/**
 * Compares the release that an environment pins with the one that it pinned before: what the changelog says, and what the
 * release alone changes in the stack, with the same values and the same wiring.
 *
 * @param base commit that still has the pin before
 * @returns `undefined` when the pin is the same
 * @throws DeliveryError when the environment was not synthesised
 */
export async function comparePins(environment: EnvironmentName, base: string): Promise<PromotionText | undefined> {
  const to = releaseOf(readEnvironment(environment).pin)?.version;
  const from = await readPinBefore(environment, base);
  if (to === undefined || from === to) return undefined;
  const after = readStack(stackFolder(environment));
  const before = from === undefined ? {} : await synthesiseBefore(environment, base);
  const changelog = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
  return {
    environment,
    ...(from !== undefined && { from }),
    to,
    notes: changelogBetween(changelog, from, to),
    changes: diffStacks(before, after),
  };
}

async function readPinBefore(environment: EnvironmentName, base: string): Promise<string | undefined> {
  const path = `${base}:live/${environment}/package.json`;
  if ((await resolveObject(`${base}^{commit}`)) === undefined)
    throw new DeliveryError(`${base} is not in this clone: fetch it, or give another commit as BASE`);
  if ((await resolveObject(path)) === undefined) return undefined;
  const manifest = JSON.parse(await git(['show', path])) as { dependencies?: Record<string, string> };
  return releaseOf(parsePin(manifest.dependencies?.[PACKAGE_NAME]))?.version;
}

/** Synthesises this commit with the pins before, in a checkout of its own. All of them, because the guard compares them. */
const synthesiseBefore = (environment: EnvironmentName, base: string): Promise<Record<string, unknown>> =>
  withCheckout('HEAD', async (folder) => {
    await installDependencies(folder);
    const files = ENVIRONMENTS.flatMap((name) => [`live/${name}/package.json`, `live/${name}/package-lock.json`]);
    const pins = await git(['ls-tree', '--name-only', base, '--', ...files], folder);
    await git(['checkout', '--quiet', base, '--', ...pins.split('\n')], folder);
    const tsx = join(folder, 'node_modules', '.bin', 'tsx');
    await runOrFail(tsx, ['delivery/main.ts', 'synth', '--env', environment], { cwd: folder, timeoutMs: SYNTH_MS });
    return readStack(stackFolder(environment, join(folder, 'out', 'synth', environment)));
  });

function readStack(folder: string): Record<string, unknown> {
  const file = join(folder, 'cdk.tf.json');
  if (!existsSync(file)) throw new DeliveryError(`${file} does not exist: run "make synth" first`);
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}
