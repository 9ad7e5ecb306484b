import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../exit-codes';

/** Where `make output ENV=` puts the outputs of an environment. */
export const OUTPUTS_FOLDER = join('out', 'outputs');

/** The nearest file or folder of that name, here or above. */
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
    throw new UsageError(`${file} is not JSON: mend it, or write it again with "make output".`);
  }
}

/** @throws UsageError when the file cannot be read */
export function readText(file: string): string {
  try {
    return readFileSync(resolve(file), 'utf8');
  } catch (cause) {
    throw new UsageError(`${file} cannot be read: check the path and its permissions.`, { cause });
  }
}

/** Environments whose outputs are there. */
export function listOutputs(): string[] {
  const folder = findUpward(OUTPUTS_FOLDER);
  if (folder === undefined) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => basename(name, '.json'));
}
