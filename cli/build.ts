/**
 * Bundles the operator's tool and its dependencies into one file, so that the package needs no further dependency.
 * Usage: `tsx cli/build.ts [outdir]`; writes `vault-dr.js` (default folder: `lib/cli`), and the JSON Schema of the tool's
 * documents into `schemas` beside that folder.
 */
import { chmodSync, cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

export async function buildCli(outdir: string): Promise<void> {
  const outfile = join(outdir, 'vault-dr.js');
  const { version } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as { version: string };
  await build({
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
    legalComments: 'none',
  });
  chmodSync(outfile, 0o755);
  cpSync(join(__dirname, '..', 'docs', 'schemas'), join(outdir, '..', 'schemas'), { recursive: true });
}

if (require.main === module) void buildCli(process.argv[2] ?? join(__dirname, '..', 'lib', 'cli'));
