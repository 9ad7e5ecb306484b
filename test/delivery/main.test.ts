import { spawnSync } from 'node:child_process';
import { ROOT, TSX } from '../../delivery/paths';

const EXIT_USAGE = 64;

/** Runs a command as the Makefile does. */
function run(...args: string[]): { status: number | null; stdout: string; firstLine: string } {
  const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const { status, stdout, stderr } = spawnSync(TSX, ['delivery/main.ts', ...args], {
    cwd: ROOT,
    env,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stdout, firstLine: stderr.split('\n')[0] ?? '' };
}

describe('delivery/main.ts', () => {
  jest.setTimeout(60_000);

  it('prints nothing for affected when nothing has changed', () => {
    expect(run('affected', '--base=HEAD')).toEqual({ status: 0, stdout: '', firstLine: '' });
  });

  it.each<[string, string[]]>([
    ['absent', []],
    ['empty', ['--base=']],
    ['an option of git', ['--base=--output=escaped']],
  ])('refuses a BASE that is %s in one line', (_what, args) => {
    expect(run('affected', ...args)).toMatchObject({
      status: EXIT_USAGE,
      stdout: '',
      firstLine: expect.stringMatching(/^BASE is missing: give the branch or commit/) as string,
    });
  });

  it('refuses an unknown command and lists the known ones', () => {
    expect(run('show-plan', '--env', 'dev')).toEqual({
      status: EXIT_USAGE,
      stdout: '',
      firstLine: expect.stringMatching(
        /^there is no command "show-plan": use one of affected, apply, .*recover-state/,
      ) as string,
    });
  });
});
