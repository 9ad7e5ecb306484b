/** Scans a synthesised app with checkov. Usage: `tsx test/checkov/gate.ts <cdktf output directory>` */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { judge } from './verdict';

const ROOT = join(__dirname, '..', '..');
const CHECKOV = process.env['CHECKOV'] ?? join(ROOT, '.venv-checkov', 'bin', 'checkov');

const [directory] = process.argv.slice(2);
if (directory === undefined) {
  console.error(
    'The directory is missing: give that of the synthesised app, as in tsx test/checkov/gate.ts out/synth/dev',
  );
  process.exit(64);
}

const run = spawnSync(
  CHECKOV,
  ['--config-file', join(ROOT, '.checkov.yaml'), '--directory', directory, '--output', 'json'],
  {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  },
);
if (run.error) {
  console.error(`checkov could not be started (${run.error.message}): run "make checkov", which installs it`);
  process.exit(1);
}
const { passed, failed, problems } = judge(run.stdout);
for (const problem of problems) console.error(problem);
console.log(`checkov: ${passed} passed, ${failed} failed`);
process.exitCode = problems.length === 0 ? 0 : 1;
