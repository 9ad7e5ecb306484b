import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { OPERATOR_ENV } from './run-cli';

const run = promisify(execFile);
const ROOT = join(__dirname, '..', '..');
const MOST_BYTES = 1024 * 1024;

describe('the packed tool', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vault-dr-package-'));
  const bin = join(folder, 'package', 'lib', 'cli', 'vault-dr.js');

  beforeAll(async () => {
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT });
    const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
    await run('tar', ['-xzf', join(folder, tarball), '-C', folder]);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('runs without any other package', async () => {
    const { stdout } = await run(bin, ['--help'], { cwd: folder, env: OPERATOR_ENV });
    expect(stdout).toContain('failover');
  });

  it('prints its version', async () => {
    const { stdout } = await run(bin, ['--version'], { cwd: folder, env: OPERATOR_ENV });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('is one file of at most 1 MiB', () => {
    expect(readdirSync(join(folder, 'package', 'lib', 'cli'))).toEqual(['vault-dr.js']);
    expect(statSync(bin).size).toBeLessThan(MOST_BYTES);
  });
});
