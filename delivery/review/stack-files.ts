import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { canonical } from '../changes/normalise';
import { DeliveryError } from '../errors';
import { stripped, type Stack } from './foreign-stack';

export const STACK_FILE = 'cdk.tf.json';
export const ASSETS_FOLDER = 'assets';

/** @throws DeliveryError when the folder has no stack, or it is not JSON */
export function readStack(folder: string): Stack {
  const file = join(folder, STACK_FILE);
  try {
    const stack: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof stack === 'object' && stack !== null && !Array.isArray(stack)) return stack as Stack;
  } catch {
    // The message below says it.
  }
  throw new DeliveryError(`${file} is no synthesised stack: run "make synth" again, or give the right CHANGE`);
}

/**
 * @returns SHA-256 of a synthesised stack: of its blocks without the comments of cdktf, and of its assets. The same
 *   content of the repository has the same one on every machine.
 */
export function stackDigest(folder: string): string {
  const hash = createHash('sha256').update(canonical(stripped(readStack(folder))));
  for (const path of listAssets(folder)) hash.update(`\n${path}\n`).update(readFileSync(join(folder, path)));
  return hash.digest('hex');
}

/**
 * Copies a stack and its assets, and nothing else that may be in the folder.
 *
 * @param stack what is written instead of the blocks in the folder. JSON that names a block twice has it once then, as the
 *   checks have seen it.
 */
export function copyStack(source: string, target: string, stack = readStack(source)): void {
  for (const path of listAssets(source)) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    copyFileSync(join(source, path), join(target, path));
  }
  writeFileSync(join(target, STACK_FILE), JSON.stringify(stack));
}

/**
 * Lists the assets of a stack.
 *
 * @returns paths relative to the folder, sorted
 * @throws DeliveryError for anything but files and folders: a symbolic link could lead out of the folder
 */
export const listAssets = (folder: string): string[] =>
  existsSync(join(folder, ASSETS_FOLDER)) ? listFiles(folder, ASSETS_FOLDER) : [];

function listFiles(folder: string, path: string): string[] {
  const status = lstatSync(join(folder, path));
  if (status.isFile()) return [path];
  if (!status.isDirectory()) {
    throw new DeliveryError(`${path} is neither a file nor a folder, and a stack has nothing else: remove it`);
  }
  return readdirSync(join(folder, path))
    .sort()
    .flatMap((name) => listFiles(folder, `${path}/${name}`));
}
