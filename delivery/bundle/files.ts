import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeliveryError } from '../errors';

/** SHA-256 of each file by its path in the folder. */
export type Hashes = Readonly<Record<string, string>>;

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
 * Paths of all files in a folder.
 *
 * @throws DeliveryError for anything that is neither file nor folder, such as a link that leads out of the folder
 */
export function listFiles(folder: string, prefix = ''): string[] {
  return readdirSync(join(folder, prefix)).flatMap((name) => {
    const path = prefix === '' ? name : `${prefix}/${name}`;
    const status = lstatSync(join(folder, path));
    if (status.isDirectory()) return listFiles(folder, path);
    if (!status.isFile())
      throw new DeliveryError(`${path} is neither a file nor a folder: such a thing is in no bundle`);
    return [path];
  });
}
