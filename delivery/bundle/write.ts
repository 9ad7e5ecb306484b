import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { hashFiles, sha256 } from './files';
import { MANIFEST_FILE, type Manifest } from './manifest';

/**
 * Writes a bundle: a folder that holds all that an apply needs, and the manifest. It appears whole or not at all.
 *
 * @param source the folder that Terraform planned in
 * @param target the bundle
 * @returns the bundle's digest: the SHA-256 of its manifest, which has the hash of everything else
 */
export function writeBundle(source: string, target: string, about: Omit<Manifest, 'files' | 'format'>): string {
  const parts = `${target}.new`;
  rmSync(parts, { recursive: true, force: true });
  mkdirSync(dirname(target), { recursive: true });
  // Providers are named and hashed by the lock file; they are fetched again where the bundle is applied.
  const isKept = (path: string): boolean => relative(source, path).split(sep)[0] !== '.terraform';
  cpSync(source, parts, { recursive: true, filter: isKept });
  const manifest: Manifest = { format: 1, ...about, files: hashFiles(parts) };
  const text = Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`);
  writeFileSync(join(parts, MANIFEST_FILE), text);
  rmSync(target, { recursive: true, force: true });
  renameSync(parts, target);
  return sha256(text);
}
