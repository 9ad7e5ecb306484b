import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import * as v from 'valibot';

/** What this part of the delivery needs to know of a plan bundle; whoever applies it checks the rest. */
const manifestSchema = v.object({
  environment: v.string(),
  /** The state that was planned against; absent before the first apply. */
  state: v.optional(v.object({ serial: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) })),
});

/**
 * @param folder a plan bundle
 * @returns serial number of the state that the plan was made from; 0 before the first apply
 * @throws Error when there is no bundle, or it is of another environment
 */
export function readSerial(folder: string, environment: string): number {
  const remedy = `run "make plan ENV=${environment}" first.`;
  const parsed = v.safeParse(manifestSchema, readJson(join(folder, 'manifest.json')));
  if (!parsed.success) throw new Error(`${folder} holds no plan bundle: ${remedy}`);
  if (parsed.output.environment !== environment)
    throw new Error(`${folder} holds a plan of ${parsed.output.environment}, not of ${environment}: ${remedy}`);
  return parsed.output.state?.serial ?? 0;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // absent or half-written: either way no bundle
  }
}

/** All files of a folder in one archive, so that they can only travel together. */
export function packFolder(folder: string): Uint8Array {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => join(entry.parentPath, entry.name));
  return zipSync(
    Object.fromEntries(files.map((file) => [relative(folder, file).split(sep).join('/'), readFileSync(file)])),
  );
}

/** Puts the files of an archive in the place of a folder. */
export function unpackFolder(archive: Uint8Array, folder: string): void {
  const files = Object.entries(unzipSync(archive));
  const outside = files.find(([name]) => relative(folder, join(folder, name)).startsWith('..'));
  if (outside) throw new Error(`The kept bundle has a file outside of it (${outside[0]}): look who wrote it.`);
  rmSync(folder, { recursive: true, force: true });
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
}
