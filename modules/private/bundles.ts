import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { missingBundle } from './errors';
import { zipFiles } from '../../functions/zip';

/** Name of the CA file beside a bundle's code. */
export const CA_FILE = 'ca.pem';

/**
 * The zip of a Lambda, to which the CA is added if one is given. Equal inputs give equal bytes.
 *
 * @param name folder of the Lambda under `functions/`
 * @param caPem PEM certificates that the Lambda trusts instead of the system's root certificates
 * @returns path of the zip
 * @throws Error when the bundle has not been built
 */
export function bundleFile(name: string, caPem?: string): string {
  const file = join(packageRoot(__dirname), 'lib', 'functions', `${name}.zip`);
  if (!existsSync(file)) throw missingBundle(file);
  if (caPem === undefined) return file;
  const withCa = join(temporaryDirectory(caPem), `${name}.zip`);
  writeFileSync(withCa, zipFiles({ ...unzipSync(readFileSync(file)), [CA_FILE]: Buffer.from(caPem) }));
  return withCa;
}

/** The nearest folder upwards with a package.json. This works for the sources and for `lib/`. */
function packageRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : packageRoot(dirname(folder));
}

/** Temporary directories by CA, because one app may have several pairs with different CAs. */
const directories = new Map<string, string>();

/** Is deleted when the process ends. By then, cdktf has copied the zip, which it does during the synthesis. */
function temporaryDirectory(caPem: string): string {
  const known = directories.get(caPem);
  if (known !== undefined && existsSync(known)) return known;
  const directory = mkdtempSync(join(tmpdir(), 'cdktf-vault-dr-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  directories.set(caPem, directory);
  return directory;
}
