import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package whose code esbuild put into a bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly folder: string;
}

/** File beside bundles that names the packages in each, as `name@version`. The list of parts of a release comes from it. */
export const PACKAGES_FILE = 'bundled-packages.json';

/**
 * @param inputs files of a bundle, from esbuild's metafile
 * @param from folder that the paths begin at
 * @returns the packages that have a file in the bundle, in the order of their folders
 */
export function bundledPackages(inputs: readonly string[], from: string): BundledPackage[] {
  const folders = inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
  return [...new Set(folders)].sort().map((relative) => {
    const folder = join(from, relative);
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as BundledPackage;
    return { name, version, ...(license !== undefined && { license }), folder };
  });
}

/** @returns the content of {@link PACKAGES_FILE} @param bundles packages by the name of the bundle */
export function renderPackages(bundles: Readonly<Record<string, readonly BundledPackage[]>>): string {
  const lists = Object.entries(bundles)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([bundle, packages]) => [
      bundle,
      [...new Set(packages.map(({ name, version }) => `${name}@${version}`))].sort(),
    ]);
  return `${JSON.stringify(Object.fromEntries(lists), undefined, 2)}\n`;
}
