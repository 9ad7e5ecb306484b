import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { SnapshotPair } from '../../local/community/snapshot-pair';
import { Writer } from '../../local/community/writer';

jest.setTimeout(120_000);

const run = promisify(execFile);
const BAO = resolve(process.env['BAO_BINARY'] ?? join('.venv', 'bin', 'bao'));
const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'community.md'), 'utf8');
/** The commands of a section of docs/community.md. */
const commandsIn = (title: string): string =>
  /```sh\n([\s\S]*?)```/.exec(page.split(`### ${title}\n`)[1] ?? '')?.[1] ?? '';

describe('docs/community.md, without the Lambdas', () => {
  let pair: SnapshotPair;
  let writer: Writer;
  const folder = mkdtempSync(join(tmpdir(), 'vault-dr-by-hand-'));
  beforeAll(async () => (pair = await SnapshotPair.start()));
  afterAll(async () => {
    await writer.stop();
    await pair.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has commands that restore the newest file on the parked cluster', async () => {
    expect(existsSync(BAO)).toBe(true);
    symlinkSync(BAO, join(folder, 'bao'));
    writeFileSync(join(folder, 'ca.pem'), pair.ca);
    writer = await Writer.start(pair.nodes.home, pair.rootToken);
    await writer.more(20);
    const { newest } = await pair.pull();
    await pair.nodes.home.kill();
    await writer.stop();
    const { away } = pair.nodes;
    const shell = (commands: string, token: string) =>
      run('bash', ['-euo', 'pipefail', '-c', commands], {
        cwd: folder,
        env: {
          PATH: [folder, dirname(process.execPath), process.env['PATH']].join(delimiter),
          HOME: process.env['HOME'],
          AWS_ENDPOINT_URL: pair.aws.url,
          AWS_ACCESS_KEY_ID: 'test',
          AWS_SECRET_ACCESS_KEY: 'test',
          AWS_REGION: 'eu-central-1',
          AWS_DEFAULT_REGION: 'eu-central-1',
          VAULT_CACERT: join(folder, 'ca.pem'),
          BUCKET: 'snapshots-away',
          AWAY: away.address,
          VAULT_TOKEN: token,
        },
      });
    const [canary = '', ...restore] = commandsIn('Without the Lambdas').trim().split('\n').reverse();
    expect(canary).toContain('dr/canary');
    await shell(restore.reverse().join('\n'), pair.parkedToken);
    await away.until('it is active', ({ status }) => status === 200);
    const { stdout } = await shell(canary, pair.rootToken);
    expect(stdout).toContain(newest?.takenAt);
    const missing = await writer.missingOn(away);
    expect(missing.filter(({ at }) => at < Date.parse(newest?.takenAt ?? ''))).toEqual([]);
  });
});
