import { homedir } from 'node:os';
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

/** The tool's folder in the user's configuration. @see https://specifications.freedesktop.org/basedir-spec/latest/ */
const userFolder = (): string => join(process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'vault-dr');

/** Finds a file in this folder or a parent, then in the user's configuration folder. */
export function findFile(name: string, inUserFolder = name): string | undefined {
  const candidate = join(userFolder(), inUserFolder);
  return findUpward(name) ?? (existsSync(candidate) ? candidate : undefined);
}

/** @throws UsageError when the file cannot be read or is not JSON */
export function readJson(file: string): unknown {
  const text = readText(file);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const where = lineOfError(text, cause);
    throw new UsageError(`${file} is not valid JSON: see line ${where}. Correct it, or write it again.`, { cause });
  }
}

/** Line of the first error. The message has a position, unless the text ends too early. */
function lineOfError(text: string, error: unknown): number {
  const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  return text
    .slice(0, position === undefined ? undefined : Number(position))
    .trimEnd()
    .split('\n').length;
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
  const folders = [findUpward(OUTPUTS_FOLDER), join(userFolder(), 'outputs')];
  return folders
    .flatMap((folder) => (folder !== undefined && existsSync(folder) ? readdirSync(folder) : []))
    .filter((name) => name.endsWith('.json'))
    .map((name) => basename(name, '.json'));
}
