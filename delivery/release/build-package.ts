import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runOrFail } from '../run';
import { installDependencies } from './checkout';
import type { PackageFiles } from './tarball';

const BUILD_MS = 300_000;
const LIST_MS = 60_000;

/**
 * Builds a checkout by its own Makefile and reads the files that npm would publish. `package.json` gets the commit as
 * `gitHead`, so that the package can be built again.
 *
 * @param folder a clean checkout of `commit`
 */
export async function buildPackage(folder: string, commit: string): Promise<PackageFiles> {
  await installDependencies(folder);
  // The dependencies are installed. Without `-o`, make could run `npm ci` in a node_modules that is another checkout's.
  await runOrFail('make', ['-o', 'node_modules/.package-lock.json', 'build'], {
    cwd: folder,
    env: { MAKEFLAGS: undefined, MAKELEVEL: undefined, MFLAGS: undefined },
    timeoutMs: BUILD_MS,
  });
  const listed = await runOrFail('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: folder,
    timeoutMs: LIST_MS,
  });
  return readFiles(folder, parseListing(listed), commit);
}

/** @returns the paths that npm would pack. npm 12 prints an object by package name, older versions a list. */
export function parseListing(json: string): string[] {
  const answer = JSON.parse(json) as Record<string, { readonly files: readonly { readonly path: string }[] }>;
  return Object.values(answer).flatMap(({ files }) => files.map(({ path }) => path));
}

function readFiles(folder: string, paths: readonly string[], commit: string): PackageFiles {
  const files = Object.fromEntries(paths.map((path) => [path, new Uint8Array(readFileSync(join(folder, path)))]));
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as object;
  const withCommit = `${JSON.stringify({ ...manifest, gitHead: commit }, undefined, 2)}\n`;
  return { ...files, 'package.json': new Uint8Array(Buffer.from(withCommit)) };
}
