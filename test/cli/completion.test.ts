import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { BUNDLE, OPERATOR_ENV } from './run-cli';

const folder = mkdtempSync(join(tmpdir(), 'vault-dr-completion-'));
beforeAll(() => {
  symlinkSync(BUNDLE, join(folder, 'vault-dr'));
  writeFileSync(join(folder, 'vault-dr.json'), JSON.stringify({ environments: { prod: {}, staging: {} } }));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Candidates that bash offers after these words. */
async function completeInBash({ list = false }, ...words: string[]): Promise<string[]> {
  const line = ['vault-dr', ...words].map((word) => `'${word}'`).join(' ');
  const script = `source <(vault-dr completion bash); COMP_WORDS=(${line}); COMP_CWORD=${words.length}; COMP_TYPE=${list ? 63 : 9}; _vault_dr; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await promisify(execFile)('bash', ['-c', script], {
    cwd: folder,
    env: { ...OPERATOR_ENV, PATH: `${folder}${delimiter}${OPERATOR_ENV.PATH}` },
  });
  return stdout.split('\n').filter((each) => each !== '');
}

describe('completion in bash', () => {
  it.each([
    [['switch'], ['switchover']],
    [
      ['token', ''],
      ['status', 'rotate'],
    ],
    [
      ['failover', ''],
      ['prod', 'staging'],
    ],
    [['failover', 'p'], ['prod']],
    [
      ['failover', '--accept', 'l'],
      ['loss', 'license-ended'],
    ],
    [['failover', '--f'], []],
    [
      ['status', '--env', ''],
      ['prod', 'staging'],
    ],
    [
      ['status', '-o', ''],
      ['table', 'json', 'yaml'],
    ],
    [
      ['switchover', 'prod', '--to', ''],
      ['home', 'away'],
    ],
    [['switchover', '--dry'], ['--dry-run']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['status', 'prod', ''], []],
  ])('after %j offers %j', async (words, offered) => {
    expect(await completeInBash({}, ...words)).toEqual(offered);
  });

  it('describes the candidates when bash lists them', async () => {
    expect(await completeInBash({ list: true }, 'fail')).toEqual([
      'failover         (the primary is lost: make the other cluster primary)',
      'failback         (make the home cluster primary again; loses nothing)',
    ]);
  });

  it('does not offer internal commands', async () => {
    expect(await completeInBash({}, '')).not.toContain('__complete');
  });
});
