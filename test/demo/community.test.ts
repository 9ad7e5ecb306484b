import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findPostgres, missingClient } from '../local/community/find-postgres';

jest.setTimeout(300_000);

const found = findPostgres();
const missing = 'missing' in found ? found.missing : missingClient();
const TOKEN = /\b([bs]|hv[sb])\.[A-Za-z0-9_-]{24,}/;

describe('make demo SCENARIO=community', () => {
  it(`ends with every figure as expected${missing === undefined ? '' : `, without PostgreSQL: ${missing}`}`, async () => {
    const { stdout } = await promisify(execFile)('npx', ['--no-install', 'tsx', 'test/demo/main.ts', 'community']);
    expect(stdout.match(/all ok \(\d+ figures\)/g)).toHaveLength(missing === undefined ? 2 : 1);
    expect(stdout).toContain('of them older than announced');
    expect(stdout).not.toMatch(TOKEN);
  });
});
