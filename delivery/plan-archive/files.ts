import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { DeliveryError } from '../errors';

/** SHA-256 of each file, hexadecimal, by its path in the folder. */
export type Hashes = Readonly<Record<string, string>>;

/** @returns the hash in hexadecimal */
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** @throws DeliveryError as {@link listFiles} */
export function hashFiles(folder: string): Hashes {
  return Object.fromEntries(
    listFiles(folder)
      .sort()
      .map((path) => [path, sha256(readFileSync(join(folder, path)))]),
  );
}

/**
 * Lists the files in a folder and its subfolders.
 *
 * @returns paths relative to the folder
 * @throws DeliveryError for anything but files and folders: a symbolic link could lead out of the folder
 */
export function listFiles(folder: string, prefix = ''): string[] {
  return readdirSync(join(folder, prefix)).flatMap((name) => {
    const path = prefix === '' ? name : `${prefix}/${name}`;
    const status = lstatSync(join(folder, path));
    if (status.isDirectory()) return listFiles(folder, path);
    if (!status.isFile()) {
      throw new DeliveryError(
        `${path} is neither a file nor a folder, and a plan archive holds nothing else: remove it`,
      );
    }
    return [path];
  });
}

/**
 * Packs all files of a folder into one zip, so that a plan is kept or fetched completely or not at all.
 *
 * @throws DeliveryError as {@link listFiles}
 */
export const zipFolder = (folder: string): Uint8Array =>
  zipSync(Object.fromEntries(listFiles(folder).map((path) => [path, readFileSync(join(folder, path))])));

/**
 * Replaces a folder by the files of a zip.
 *
 * @throws DeliveryError when the zip names a file outside of the folder; the folder is unchanged then
 */
export function unzipFolder(zip: Uint8Array, folder: string): void {
  const files = Object.entries(unzipSync(zip));
  const outside = files.find(([name]) => relative(folder, join(folder, name)).startsWith('..'));
  if (outside) {
    throw new DeliveryError(
      `the kept plan names the file ${outside[0]}, which is outside of its folder: find out who wrote it`,
    );
  }
  rmSync(folder, { recursive: true, force: true });
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
}
