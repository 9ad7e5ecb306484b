import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

/**
 * Bundles a script into one file, which starts faster than sources that are compiled on import. Packages stay outside of
 * the bundle, so its folder needs {@link linkPackages}.
 */
export async function bundleScript(source: string, outfile: string, plugins: Plugin[] = []): Promise<void> {
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
    plugins,
  });
}

/** Links node_modules into a folder, so that a bundle there finds its packages. */
export const linkPackages = (folder: string): void =>
  symlinkSync(join(__dirname, '..', '..', 'node_modules'), join(folder, 'node_modules'));
