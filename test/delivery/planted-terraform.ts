import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { ResourceChange } from '../../delivery/summary/plan-json';

/**
 * Writes a `terraform` that is the real one, except that each plan also has the changes in the variable `PLANTED_CHANGES`
 * when it is shown. So a plan without providers can change a key or a record.
 *
 * @returns the value of `PATH` with which it is found
 */
export function plantTerraform(folder: string): string {
  const path = process.env['PATH'] ?? '';
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'terraform');
  writeFileSync(
    file,
    `#!${process.execPath}
const { spawnSync } = require('node:child_process');
const args = process.argv.slice(2);
const env = { ...process.env, PATH: ${JSON.stringify(path)} };
const shows = args[0] === 'show';
const { status, stdout } = spawnSync('terraform', args, {
  env,
  stdio: ['inherit', shows ? 'pipe' : 'inherit', 'inherit'],
  maxBuffer: 64 * 1024 * 1024,
});
if (shows) {
  const plan = JSON.parse(stdout.toString());
  plan.resource_changes = [...(plan.resource_changes ?? []), ...JSON.parse(process.env.PLANTED_CHANGES || '[]')];
  process.stdout.write(JSON.stringify(plan));
}
process.exitCode = status ?? 1;
`,
  );
  chmodSync(file, 0o755);
  return `${folder}${delimiter}${path}`;
}

/** @returns the variable with the changes that a plan has besides its own */
export const planted = (...changes: readonly ResourceChange[]): Readonly<Record<string, string>> => ({
  PLANTED_CHANGES: JSON.stringify(changes),
});
