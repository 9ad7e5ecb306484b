import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { missingBundle } from './errors';
import { zipFiles } from '../../functions/zip';

/** Name of the CA file in the zip of a Lambda. */
export const CA_FILE = 'ca.pem';

/**
 * The zip of a Lambda, with further files in it. Equal inputs give equal bytes.
 *
 * @param name folder of the Lambda under `functions/`
 * @param files contents by the name of the file, such as the PEM certificates that the Lambda trusts
 * @returns path of the zip
 * @throws Error if the Lambda was not built
 */
export function bundleFile(name: string, files: Readonly<Record<string, string>> = {}): string {
  const file = join(packageRoot(__dirname), 'lib', 'functions', `${name}.zip`);
  if (!existsSync(file)) throw missingBundle(file);
  if (Object.keys(files).length === 0) return file;
  const withFiles = join(temporaryDirectory(JSON.stringify(files)), `${name}.zip`);
  const added = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
  writeFileSync(withFiles, zipFiles({ ...unzipSync(readFileSync(file)), ...added }));
  return withFiles;
}

/** The nearest folder upwards with a package.json, because this file runs from the sources and from `lib/`. */
function packageRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : packageRoot(dirname(folder));
}

/** Temporary folder of each set of files: one app may have pairs with different CAs. */
const directories = new Map<string, string>();

/** A folder that is deleted when the process ends. cdktf has copied the zip by then, during synthesis. */
function temporaryDirectory(files: string): string {
  const known = directories.get(files);
  if (known !== undefined && existsSync(known)) return known;
  const directory = mkdtempSync(join(tmpdir(), 'cdktf-vault-dr-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  directories.set(files, directory);
  return directory;
}
