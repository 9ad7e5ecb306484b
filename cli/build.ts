/**
 * Bundles the operator's tool and its dependencies into one file, so that the package needs no further dependency.
 * Usage: `tsx cli/build.ts [outdir]`; writes a package of its own that `npm pack` takes (default folder: `lib/cli`), and the
 * JSON Schema of the tool's documents into `schemas` beside that folder.
 */
import { chmodSync, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { bundledPackages, PACKAGES_FILE, renderPackages, type BundledPackage } from '../functions/bundled-packages';

export async function buildCli(outdir: string): Promise<void> {
  const outfile = join(outdir, 'vault-dr.js');
  const { version } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as { version: string };
  const { metafile } = await build({
    entryPoints: [join(__dirname, 'main.ts')],
    absWorkingDir: __dirname,
    outfile,
    bundle: true,
    minify: true,
    keepNames: true, // Messages contain the names of error classes.
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    mainFields: ['module', 'main'],
    banner: { js: '#!/usr/bin/env node' },
    define: { VAULT_DR_VERSION: JSON.stringify(version) },
    legalComments: 'none', // The whole licences are in a file beside it.
    metafile: true,
    sourcemap: 'linked',
    sourcesContent: true,
  });
  chmodSync(outfile, 0o755);
  tidySourceMap(`${outfile}.map`);
  const write = (name: string, text: string): void => writeFileSync(join(outdir, name), text);
  write('package.json', `${JSON.stringify(manifest(version), undefined, 2)}\n`);
  write('README.md', README);
  const packages = bundledPackages(Object.keys(metafile.inputs), __dirname);
  write(PACKAGES_FILE, renderPackages({ 'vault-dr.js': packages }));
  write('LICENSES.txt', licencesOf(packages));
  cpSync(join(__dirname, '..', 'LICENSE'), join(outdir, 'LICENSE'));
  cpSync(join(__dirname, '..', 'docs', 'schemas'), join(outdir, '..', 'schemas'), { recursive: true });
}

/**
 * Names the sources by their paths in the repository, so that the map is the same wherever it is written, and leaves out the
 * texts of other packages, which are most of it.
 */
function tidySourceMap(file: string): void {
  const map = JSON.parse(readFileSync(file, 'utf8')) as SourceMap;
  const root = join(__dirname, '..');
  const sources = map.sources.map((source) => relative(root, resolve(dirname(file), source)));
  const sourcesContent = map.sourcesContent.map((text, index) =>
    sources[index]?.startsWith('node_modules') ? null : text,
  );
  writeFileSync(file, JSON.stringify({ ...map, sources, sourcesContent }));
}

interface SourceMap {
  readonly sources: readonly string[];
  readonly sourcesContent: readonly (string | null)[];
}

/** The package of the tool alone. It has no dependency, and is installed from its file, not from a registry. */
const manifest = (version: string): object => ({
  name: 'cdktf-vault-dr-cli',
  version,
  private: true,
  description: "Operator's tool of cdktf-vault-dr: shows and operates a HashiCorp Vault Enterprise DR pair",
  license: 'MPL-2.0',
  bin: { 'vault-dr': 'vault-dr.js' },
  files: ['vault-dr.js', 'vault-dr.js.map', 'LICENSES.txt'],
  engines: { node: '>=20.19' },
});

const README = `# vault-dr

Shows and operates a DR pair of Vault or OpenBao clusters that cdktf-vault-dr made. It is one file and needs only Node.js.

    npm install --global ./cdktf-vault-dr-cli-<version>.tgz
    vault-dr --region eu-central-1 status
    vault-dr help

NODE_OPTIONS=--enable-source-maps vault-dr --debug … shows where in the sources an error was thrown; vault-dr.js.map has them.
LICENSES.txt has the licences of the packages that the file contains.
`;

/** The licence of every package that has a file in the bundle. @throws Error if a package has none */
function licencesOf(packages: readonly BundledPackage[]): string {
  const packagesOf = new Map<string, string[]>();
  for (const { name, version, license, folder } of packages) {
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    const text = file === undefined ? license : readFileSync(join(folder, file), 'utf8').trim();
    if (text === undefined) throw new Error(`${name} has no licence, so it cannot be bundled`);
    packagesOf.set(text, [...(packagesOf.get(text) ?? []), `${name} ${version}`]);
  }
  return [...packagesOf].map(([text, each]) => `${each.join('\n')}\n\n${text}\n`).join(`\n${'-'.repeat(80)}\n\n`);
}

if (require.main === module) void buildCli(process.argv[2] ?? join(__dirname, '..', 'lib', 'cli'));
