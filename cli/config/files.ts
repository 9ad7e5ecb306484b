import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../exit-codes';

/** Folder to which `make output ENV=…` writes the outputs of an environment. */
export const OUTPUTS_FOLDER = join('out', 'outputs');

/** Finds a file or folder by its name in `from` or the nearest parent. */
export function findUpward(name: string, from = process.cwd()): string | undefined {
  const candidate = join(from, name);
  if (existsSync(candidate)) return candidate;
  const parent = dirname(from);
  return parent === from ? undefined : findUpward(name, parent);
}

/** @throws UsageError when the file cannot be read or is not JSON */
export function readJson(file: string): unknown {
  const text = readText(file);
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${file} is not valid JSON. Correct it, or write it again with "make output".`);
  }
}

/** @throws UsageError when the file cannot be read */
export function readText(file: string): string {
  try {
    return readFileSync(resolve(file), 'utf8');
  } catch (cause) {
    throw new UsageError(`${file} cannot be read. Check the path and its permissions.`, { cause });
  }
}

/** Names of the environments that have an outputs file. */
export function listOutputs(): string[] {
  const folder = findUpward(OUTPUTS_FOLDER);
  if (folder === undefined) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => basename(name, '.json'));
}
