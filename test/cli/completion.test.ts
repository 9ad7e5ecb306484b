import { execFile, spawnSync } from 'node:child_process';
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

/** Limit on one shell. */
const SHELL_MS = 60_000;

type Shell = 'bash' | 'zsh' | 'fish';

const runIn = async (shell: Shell, flags: readonly string[], script: string): Promise<string> => {
  const { stdout } = await promisify(execFile)(shell, [...flags, '-c', script], {
    cwd: folder,
    timeout: SHELL_MS,
    env: { ...OPERATOR_ENV, PATH: `${folder}${delimiter}${OPERATOR_ENV.PATH}` },
  });
  return stdout;
};

const quoted = (words: readonly string[]): string => ['vault-dr', ...words].map((word) => `'${word}'`).join(' ');

/** The script that asks a shell for its candidates after the words, one per line. */
const SCRIPTS: Readonly<
  Record<Shell, { readonly flags: readonly string[]; readonly of: (words: readonly string[]) => string }>
> = {
  bash: {
    flags: [],
    of: (words) =>
      `source <(vault-dr completion bash); COMP_WORDS=(${quoted(words)}); COMP_CWORD=${words.length}; COMP_TYPE=9; ` +
      `_vault_dr; printf '%s\\n' "\${COMPREPLY[@]}"`,
  },
  zsh: {
    // The two functions of zsh that need a terminal are replaced.
    flags: ['-f'],
    of: (words) =>
      `compdef() { :; }; _describe() { print -rl -- "\${(@P)2}"; }; source <(vault-dr completion zsh); ` +
      `words=(${quoted(words)}); CURRENT=${words.length + 1}; _vault_dr; true`,
  },
  fish: {
    flags: ['--no-config'],
    of: (words) => `source (vault-dr completion fish | psub); complete -C '${['vault-dr', ...words].join(' ')}'`,
  },
};

/** Names of the candidates, sorted, without their descriptions. */
async function offeredBy(shell: Shell, words: readonly string[]): Promise<string[]> {
  const { flags, of } = SCRIPTS[shell];
  const lines = (await runIn(shell, flags, of(words))).split('\n').filter((line) => line !== '');
  return lines.map((line) => line.replace(shell === 'zsh' ? /:.*/ : /\t.*/, '')).sort();
}

const isInstalled = (shell: Shell): boolean => spawnSync(shell, ['--version']).status === 0;

describe.each<Shell>(['bash', 'zsh', 'fish'])('completion in %s (skipped without that shell)', (shell) => {
  const each = isInstalled(shell) ? it : it.skip;

  each.each([
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
    expect(await offeredBy(shell, words)).toEqual([...offered].sort());
  });

  each('does not offer internal commands', async () => {
    expect(await offeredBy(shell, [''])).toContain('switchover');
    expect(await offeredBy(shell, [''])).not.toContain('__complete');
  });
});

describe('the descriptions of candidates', () => {
  it('are listed by bash', async () => {
    const script = SCRIPTS.bash.of(['fail']).replace('COMP_TYPE=9', 'COMP_TYPE=63');
    expect((await runIn('bash', [], script)).trim().split('\n')).toEqual([
      'failover         (the primary is lost: make the other cluster primary)',
      'failback         (make the home cluster primary again; loses nothing)',
    ]);
  });

  (isInstalled('zsh') ? it : it.skip)('keep their colons in zsh (skipped without zsh)', async () => {
    expect(await runIn('zsh', ['-f'], SCRIPTS.zsh.of(['failo']))).toBe(
      'failover:the primary is lost\\: make the other cluster primary\n',
    );
  });
});

(isInstalled('zsh') ? describe : describe.skip)(
  'a zsh that finds the script in its fpath (skipped without zsh)',
  () => {
    it('completes at the first press of Tab', async () => {
      await runIn('zsh', ['-f'], 'vault-dr completion zsh > _vault-dr');
      const typed = [
        'zmodload zsh/zpty',
        'zpty shell zsh -f -i',
        'zpty -w shell \'PS1=; fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -D; print -r -- REA""DY\'',
        "zpty -r shell out '*READY*'",
        "zpty -n -w shell 'vault-dr swit'$'\\t'",
        "zpty -r shell out '*switchover*'",
        'print -r -- completed; zpty -d shell',
      ].join('; ');
      expect(await runIn('zsh', ['-f'], typed)).toContain('completed');
    });
  },
);
