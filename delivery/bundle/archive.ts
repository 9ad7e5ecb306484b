import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { DeliveryError } from '../errors';
import { listFiles } from './files';

/**
 * All files of a bundle in one archive, so that they can only travel together.
 *
 * @throws DeliveryError for what is in no bundle
 */
export const packFolder = (folder: string): Uint8Array =>
  zipSync(Object.fromEntries(listFiles(folder).map((path) => [path, readFileSync(join(folder, path))])));

/**
 * Puts the files of an archive in the place of a folder.
 *
 * @throws DeliveryError when a file would be outside of it; the folder is as it was then
 */
export function unpackFolder(archive: Uint8Array, folder: string): void {
  const files = Object.entries(unzipSync(archive));
  const outside = files.find(([name]) => relative(folder, join(folder, name)).startsWith('..'));
  if (outside) throw new DeliveryError(`The kept bundle has a file outside of it (${outside[0]}): look who wrote it.`);
  rmSync(folder, { recursive: true, force: true });
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
}
