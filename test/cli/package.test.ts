import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { OPERATOR_ENV } from './run-cli';

const run = promisify(execFile);
const ROOT = join(__dirname, '..', '..');
const MOST_BYTES = 1.25 * 1024 * 1024;

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

  it('is also a package of its own, which runs where it is installed', async () => {
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
      cwd: join(folder, 'package', 'lib', 'cli'),
    });
    const tarball = readdirSync(folder).find((name) => name.startsWith('cdktf-vault-dr-cli-')) ?? '';
    const there = join(folder, 'installed');
    await run('npm', ['install', '--offline', '--no-audit', '--prefix', there, join(folder, tarball)]);
    const { stdout } = await run(join(there, 'node_modules', '.bin', 'vault-dr'), ['help'], { env: OPERATOR_ENV });
    expect(stdout).toContain('failover');
  }, 60_000);

  it('has the licence of each package in it', () => {
    const licences = readFileSync(join(folder, 'package', 'lib', 'cli', 'LICENSES.txt'), 'utf8');
    expect(licences).toMatch(/^@aws-sdk\/client-lambda \d[^]*Apache License/m);
    expect(licences).toMatch(/^commander \d[^]*MIT/m);
  });

  it('shows where in the sources an error was thrown', async () => {
    const env = { ...OPERATOR_ENV, NODE_OPTIONS: '--enable-source-maps' };
    const failed = run(bin, ['status', '--debug'], { cwd: folder, env });
    await expect(failed).rejects.toMatchObject({ stderr: expect.stringMatching(/\/cli\/config\.ts:\d+/) as string });
  });

  it('has the text of each of its own sources in the map', () => {
    const map = JSON.parse(readFileSync(`${bin}.map`, 'utf8')) as {
      sources: string[];
      sourcesContent: (string | null)[];
    };
    const own = map.sources.flatMap((source, index) =>
      source.startsWith('node_modules/') ? [] : [{ source, text: map.sourcesContent[index] }],
    );
    expect(own.length).toBeGreaterThan(100);
    for (const { source, text } of own) expect(text).toBe(readFileSync(join(ROOT, source), 'utf8'));
  });

  it('is one file of at most 1.25 MiB, and a source map', () => {
    expect(readdirSync(join(folder, 'package', 'lib', 'cli'))).toEqual([
      'LICENSE',
      'LICENSES.txt',
      'README.md',
      'bundled-packages.json',
      'package.json',
      'vault-dr.js',
      'vault-dr.js.map',
    ]);
    expect(statSync(bin).size).toBeLessThan(MOST_BYTES);
  });
});
