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
async function completeInBash(...words: string[]): Promise<string[]> {
  const line = ['vault-dr', ...words].map((word) => `'${word}'`).join(' ');
  const script = `source <(vault-dr completion bash); COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _vault_dr; printf '%s\\n' "\${COMPREPLY[@]}"`;
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
    [['failover', '--accept', 'l'], ['loss']],
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
      ['bash', 'zsh'],
    ],
    [['status', 'prod', ''], []],
  ])('after %j offers %j', async (words, offered) => {
    expect(await completeInBash(...words)).toEqual(offered);
  });

  it('does not offer internal commands', async () => {
    expect(await completeInBash('')).not.toContain('__complete');
  });
});
