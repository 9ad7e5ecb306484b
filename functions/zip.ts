import { zipSync, type Zippable } from 'fflate';

/**
 * Zips files so that equal contents give equal bytes: sorted names, one fixed time, no attributes of the machine.
 *
 * The time is built from local parts, because fflate writes local time; a UTC instant gives other bytes in another zone.
 */
export function zipFiles(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const sorted: Zippable = {};
  for (const name of Object.keys(files).sort()) {
    sorted[name] = files[name] as Uint8Array;
  }
  return zipSync(sorted, { level: 9, mtime: new Date(1980, 0, 1), os: 3, attrs: 0o644 << 16 });
}
