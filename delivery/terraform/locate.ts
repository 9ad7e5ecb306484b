import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gte } from 'semver';
import { DeliveryError, UsageError } from '../errors';
import { ROOT } from '../paths';
import { run } from '../run';
import { installProgram } from './install';
import { OLDEST_TOFU, TERRAFORM, type PinnedProgram } from './versions';

const VERSION_MS = 30_000;

/** The program that plans and applies. */
export interface Program {
  readonly name: 'terraform' | 'tofu';
  /** Name of a program on PATH, or a path. */
  readonly command: string;
  readonly version: string;
}

/**
 * Finds the program that the variable `TF` names (default `terraform`). Terraform has the pinned version: from PATH, from an
 * earlier download, or downloaded now. OpenTofu comes from PATH.
 *
 * @param folder folder for downloaded programs
 */
export async function locateProgram(
  name = process.env['TF'] || 'terraform',
  pinned: PinnedProgram = TERRAFORM,
  folder = join(ROOT, 'out', 'tools'),
): Promise<Program> {
  if (name === 'tofu') return locateTofu();
  if (name !== 'terraform') throw new UsageError(`TF=${name} is unknown: use terraform or tofu`);
  const { version } = pinned;
  if ((await readVersion(name)) === version) return { name, command: name, version };
  const command = join(folder, `terraform-${version}`);
  if (!existsSync(command)) await installProgram(name, pinned, command);
  return { name, command, version };
}

async function locateTofu(): Promise<Program> {
  const version = await readVersion('tofu');
  if (version !== undefined && gte(version, OLDEST_TOFU)) return { name: 'tofu', command: 'tofu', version };
  const found = version === undefined ? 'there is none' : `it is ${version}`;
  throw new DeliveryError(
    `TF=tofu needs OpenTofu ${OLDEST_TOFU} or newer on PATH, and ${found}: install it, or unset TF`,
  );
}

/** @returns `undefined` when the program does not exist or fails */
async function readVersion(command: string): Promise<string | undefined> {
  try {
    const { code, stdout } = await run(command, ['version', '-json'], { timeoutMs: VERSION_MS });
    return code === 0 ? (JSON.parse(stdout) as { terraform_version: string }).terraform_version : undefined;
  } catch {
    return undefined;
  }
}
