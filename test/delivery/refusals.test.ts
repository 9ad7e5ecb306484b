import { applyOnce, shareDev } from './dev-in-aws';

const shared = shareDev(applyOnce);

const isThere = async (): Promise<boolean> => (await shared.current.succeed('drift')).includes('dev matches its code');

describe('destroy', () => {
  it.each<[string, string[]]>([
    ['without CONFIRM', []],
    ['without the digest', ['--confirm', 'dev']],
    ['with the digest alone', ['--digest', '0'.repeat(64)]],
    ['with CONFIRM of another environment', ['--confirm', 'prod', '--digest', '0'.repeat(64)]],
  ])('%s destroys nothing, and says what would', async (_what, args) => {
    expect(await shared.current.fail('destroy', ...args)).toMatch(
      /^nothing was destroyed: to destroy it, run "make destroy ENV=dev CONFIRM=dev DIGEST=\w{64}"$/,
    );
    expect(await isThere()).toBe(true);
  });

  it('refuses another plan than the one that was shown', async () => {
    await shared.current.fail('destroy');
    expect(await shared.current.fail('destroy', '--confirm', 'dev', '--digest', '0'.repeat(64))).toContain(
      `the plan has another digest than ${'0'.repeat(64)}, so nothing was destroyed`,
    );
    expect(await isThere()).toBe(true);
  });
});

describe('the guard', () => {
  it('is asked by synth, apply, destroy and bootstrap', async () => {
    const before = shared.current.team.git('rev-parse', 'HEAD');
    const dependencies = { 'cdktf-vault-dr': 'file:../../releases/cdktf-vault-dr-9.9.9.tgz' };
    const manifest = { name: 'vault-dr-prod', private: true, dependencies };
    shared.current.team.commit({ 'live/prod/package.json': JSON.stringify(manifest) }, 'build: pin');
    shared.current.team.push();
    try {
      for (const command of ['synth', 'apply', 'destroy', 'bootstrap'])
        expect(await shared.current.fail(command)).toContain('9.9.9');
    } finally {
      shared.current.team.reset(before);
      shared.current.team.push();
    }
  });
});

describe('destroy, with the digest that was shown,', () => {
  it('refuses while deletion protection is on, and names the resource', async () => {
    process.env['PROTECTED'] = 'yes';
    try {
      await shared.current.applyChange();
      expect(await shared.current.fail('destroy')).toMatch(
        /^nothing was destroyed: deletion protection is on for terraform_data\.\S+\. Set deletionProtection to false/,
      );
    } finally {
      delete process.env['PROTECTED'];
    }
  });

  it('destroys exactly that', async () => {
    await shared.current.applyChange();
    const [, digest = ''] = /DIGEST=(\w{64})/.exec(await shared.current.fail('destroy')) ?? [];
    expect(await shared.current.succeed('destroy', '--confirm', 'dev', '--digest', digest)).toContain('1 destroyed');
  });
});
