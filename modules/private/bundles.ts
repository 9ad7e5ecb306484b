import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { missingBundle } from './errors';
import { zipFiles } from '../../functions/zip';

/** Name of the CA file beside a bundle's code. */
export const CA_FILE = 'ca.pem';

/**
 * The zip of a Lambda, with the CA in it where one is given. Equal inputs give equal bytes.
 *
 * @param name folder of the Lambda under `functions/`
 * @param caPem PEM certificates that the Lambda shall trust instead of the system's roots
 * @returns path of the zip
 */
export function bundleFile(name: string, caPem?: string): string {
  const file = join(packageRoot(__dirname), 'lib', 'functions', `${name}.zip`);
  if (!existsSync(file)) throw missingBundle(file);
  if (caPem === undefined) return file;
  const withCa = join(temporaryDirectory(caPem), `${name}.zip`);
  writeFileSync(withCa, zipFiles({ ...unzipSync(readFileSync(file)), [CA_FILE]: Buffer.from(caPem) }));
  return withCa;
}

/** Works from the sources and from `lib/` alike: the nearest folder upwards with a package.json. */
function packageRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : packageRoot(dirname(folder));
}

/** By CA, because one app may have pairs with different ones. */
const directories = new Map<string, string>();

/** cdktf copies assets when it synthesises, which is before the process ends. */
function temporaryDirectory(caPem: string): string {
  const known = directories.get(caPem);
  if (known !== undefined && existsSync(known)) return known;
  const directory = mkdtempSync(join(tmpdir(), 'cdktf-vault-dr-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  directories.set(caPem, directory);
  return directory;
}
