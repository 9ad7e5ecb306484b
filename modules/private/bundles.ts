import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { missingBundle } from './errors';
import { zipFiles } from '../../functions/zip';

/** Name of the CA file in the zip of a Lambda. */
export const CA_FILE = 'ca.pem';

/**
 * The zip of a Lambda, and in it the CA if there is one. Equal inputs give equal bytes.
 *
 * @param name folder of the Lambda under `functions/`
 * @param caPem PEM certificates that the Lambda trusts instead of the system's roots
 * @returns path of the zip
 * @throws Error if the Lambda was not built
 */
export function bundleFile(name: string, caPem?: string): string {
  const file = join(packageRoot(__dirname), 'lib', 'functions', `${name}.zip`);
  if (!existsSync(file)) throw missingBundle(file);
  if (caPem === undefined) return file;
  const withCa = join(temporaryDirectory(caPem), `${name}.zip`);
  writeFileSync(withCa, zipFiles({ ...unzipSync(readFileSync(file)), [CA_FILE]: Buffer.from(caPem) }));
  return withCa;
}

/** The nearest folder upwards with a package.json, because this file runs from the sources and from `lib/`. */
function packageRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : packageRoot(dirname(folder));
}

/** Temporary folder of each CA: one app may have pairs with different CAs. */
const directories = new Map<string, string>();

/** A folder that is deleted when the process ends. cdktf has copied the zip by then, during synthesis. */
function temporaryDirectory(caPem: string): string {
  const known = directories.get(caPem);
  if (known !== undefined && existsSync(known)) return known;
  const directory = mkdtempSync(join(tmpdir(), 'cdktf-vault-dr-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  directories.set(caPem, directory);
  return directory;
}
