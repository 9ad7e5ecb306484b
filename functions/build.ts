/**
 * Bundles every Lambda with esbuild and zips it. The same sources give the same bytes on every machine.
 * Usage: `tsx functions/build.ts [outdir]`; writes `<name>.zip` and the list of packages in them into outdir
 * (default `lib/functions`).
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundledPackages, PACKAGES_FILE, renderPackages } from './bundled-packages';
import { BUNDLE_NAMES } from './shared/contract';
import { zipFiles } from './zip';

export async function buildFunctions(outdir: string): Promise<void> {
  mkdirSync(outdir, { recursive: true });
  const packages = await Promise.all(
    BUNDLE_NAMES.map(async (name) => {
      const bundle = await build({
        entryPoints: [join(__dirname, name, 'index.ts')],
        absWorkingDir: __dirname,
        bundle: true,
        write: false,
        minify: true,
        keepNames: true, // an invoker sees the names of errors
        platform: 'node',
        target: 'node22',
        format: 'cjs',
        mainFields: ['module', 'main'],
        legalComments: 'none',
        metafile: true,
      });
      const [code] = bundle.outputFiles;
      if (!code) throw new Error(`esbuild wrote nothing for ${name}`);
      writeFileSync(join(outdir, `${name}.zip`), zipFiles({ 'index.js': code.contents }));
      return [`${name}.zip`, bundledPackages(Object.keys(bundle.metafile.inputs), __dirname)] as const;
    }),
  );
  writeFileSync(join(outdir, PACKAGES_FILE), renderPackages(Object.fromEntries(packages)));
}

if (require.main === module) {
  void buildFunctions(process.argv[2] ?? join(__dirname, '..', 'lib', 'functions'));
}
