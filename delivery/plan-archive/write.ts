import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { hashFiles, sha256 } from './files';
import { MANIFEST_FILE, type Manifest } from './manifest';

/**
 * Writes a plan archive: a folder with everything that an apply needs, and a manifest. The folder is renamed into place,
 * so a half-written archive is never found there.
 *
 * @param source the folder in which Terraform planned
 * @param target folder of the archive
 * @returns the digest of the archive: the SHA-256 of its manifest, which has the hashes of all other files
 */
export function writeArchive(source: string, target: string, about: Omit<Manifest, 'files' | 'format'>): string {
  const parts = `${target}.new`;
  rmSync(parts, { recursive: true, force: true });
  mkdirSync(dirname(target), { recursive: true });
  // The lock file has the hashes of the providers, and the apply fetches them again.
  const isKept = (path: string): boolean => relative(source, path).split(sep)[0] !== '.terraform';
  cpSync(source, parts, { recursive: true, filter: isKept });
  const manifest: Manifest = { format: 1, ...about, files: hashFiles(parts) };
  const text = Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`);
  writeFileSync(join(parts, MANIFEST_FILE), text);
  rmSync(target, { recursive: true, force: true });
  renameSync(parts, target);
  return sha256(text);
}
