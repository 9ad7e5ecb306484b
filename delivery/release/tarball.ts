import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'fflate';
import { createTar, parseTar } from 'nanotar';

/** Contents of a package by path, without npm's leading `package/`. */
export type PackageFiles = Readonly<Record<string, Uint8Array>>;

/** The moment that npm gives every file of a package, milliseconds. */
const MTIME_MS = Date.UTC(1985, 9, 26, 8, 15);

/**
 * Packs files so that equal contents give equal bytes on every machine: sorted names, one time, one owner, one mode, and a
 * compressor that is not the runtime's own. npm keeps the modes of the checkout and compresses with Node's zlib, which
 * differ between umasks and Node versions.
 */
export function packFiles(files: PackageFiles): Uint8Array {
  const entries = Object.keys(files)
    .sort()
    .map((name) => ({ name: `package/${name}`, data: files[name] as Uint8Array }));
  const tooLong = entries.find(({ name }) => Buffer.byteLength(name) > 99);
  if (tooLong) throw new Error(`${tooLong.name} is too long for a tar header`);
  const tar = createTar(entries, { attrs: { mode: '644', uid: 0, gid: 0, mtime: MTIME_MS } });
  return gzipSync(tar, { level: 9, mtime: 0 });
}

/** @throws Error when it is no package */
export function unpackFiles(tarball: Uint8Array): PackageFiles {
  // nanotar reads the whole buffer behind a view, so it gets one of its own.
  const entries = parseTar(new Uint8Array(gunzipSync(tarball)));
  return Object.fromEntries(
    entries
      .filter(({ type }) => type === 'file')
      .map(({ name, data }) => [name.replace(/^package\//, ''), data ?? new Uint8Array()]),
  );
}

/** The hash as npm writes it into lock files. */
export const integrityOf = (bytes: Uint8Array): string =>
  `sha512-${createHash('sha512').update(bytes).digest('base64')}`;

/** Paths whose contents differ, or that only one of the two has. */
export function differingFiles(expected: PackageFiles, actual: PackageFiles): string[] {
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...names].sort().filter((name) => {
    const [a, b] = [expected[name], actual[name]];
    return a === undefined || b === undefined || Buffer.compare(a, b) !== 0;
  });
}
