import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startReadyWorld } from '../world/shared-world';
import { COMMANDS, writeTryOut } from './try-out';
import type { World } from './world';

// The test runs whole processes in a local world, on a machine that may be busy.
jest.setTimeout(90_000);

describe('the commands that make world prints', () => {
  let world: World;
  const folder = mkdtempSync(join(tmpdir(), 'vault-dr-test-'));
  beforeAll(async () => {
    world = await startReadyWorld();
    writeTryOut(world, folder);
  });
  afterAll(async () => {
    await world.stop();
    rmSync(folder, { recursive: true });
  });

  it('work at once, from any folder and without any other setting', async () => {
    const script = ['set -e', `. ${join(folder, 'env')}`, ...COMMANDS].join('\n');
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', script], {
      cwd: tmpdir(),
      env: { PATH: process.env['PATH'], HOME: folder },
    });
    expect(stdout).toMatch(/home +eu-west-1 +primary[^]*switchover done[^]*failback done/);
    expect(world.pair.home.mode).toBe('primary');
  });
});
