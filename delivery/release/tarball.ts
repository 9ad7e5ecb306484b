import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'fflate';
import { createTar, parseTar } from 'nanotar';

/** Contents of a package by path. The paths lack npm's leading `package/`. */
export type PackageFiles = Readonly<Record<string, Uint8Array>>;

/** Modification time that npm gives every file of a package, in milliseconds. */
const MTIME_MS = Date.UTC(1985, 9, 26, 8, 15);

/**
 * Packs files so that equal contents give equal bytes on every machine: sorted names, one time, one owner, one mode, and a
 * compressor written in JavaScript. npm itself is not used because its modes depend on the umask, and its compressor on the
 * version of Node.
 */
export function packFiles(files: PackageFiles): Uint8Array {
  const entries = Object.keys(files)
    .sort()
    .map((name) => ({ name: `package/${name}`, data: files[name] as Uint8Array }));
  const tooLong = entries.find(({ name }) => Buffer.byteLength(name) > 99);
  if (tooLong) throw new Error(`${tooLong.name} is longer than the 99 bytes of a tar header: use a shorter name`);
  const tar = createTar(entries, { attrs: { mode: '644', uid: 0, gid: 0, mtime: MTIME_MS } });
  return gzipSync(tar, { level: 9, mtime: 0 });
}

/** @throws Error when the bytes are not a package */
export function unpackFiles(tarball: Uint8Array): PackageFiles {
  // nanotar ignores the bounds of a view and reads its whole buffer, so it gets a copy.
  const entries = parseTar(new Uint8Array(gunzipSync(tarball)));
  return Object.fromEntries(
    entries
      .filter(({ type }) => type === 'file')
      .map(({ name, data }) => [name.replace(/^package\//, ''), data ?? new Uint8Array()]),
  );
}

/** @returns the hash in the form of npm's lock files (`sha512-…`) */
export const integrityOf = (bytes: Uint8Array): string =>
  `sha512-${createHash('sha512').update(bytes).digest('base64')}`;

/** @returns paths whose contents differ, or that only one of the two packages has */
export function differingFiles(expected: PackageFiles, actual: PackageFiles): string[] {
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...names].sort().filter((name) => {
    const [a, b] = [expected[name], actual[name]];
    return a === undefined || b === undefined || Buffer.compare(a, b) !== 0;
  });
}
