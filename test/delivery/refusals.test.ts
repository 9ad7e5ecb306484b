import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { DevInAws } from './dev-in-aws';

jest.setTimeout(180_000);

let dev: DevInAws;

beforeAll(async () => {
  dev = await DevInAws.start();
  await dev.succeed('bootstrap');
  await dev.planChange();
  await dev.succeed('apply');
}, 180_000);

afterAll(async () => {
  await dev?.stop();
});

const isThere = async (): Promise<boolean> => (await dev.succeed('drift')).includes('dev matches its code');

describe('destroy', () => {
  it.each<[string, string[]]>([
    ['without CONFIRM', []],
    ['without the digest', ['--confirm', 'dev']],
    ['with the digest alone', ['--digest', '0'.repeat(64)]],
    ['with CONFIRM of another environment', ['--confirm', 'prod', '--digest', '0'.repeat(64)]],
  ])('%s destroys nothing, and says what would', async (_what, args) => {
    expect(await dev.fail('destroy', ...args)).toMatch(
      /^nothing was destroyed: to destroy it, run "make destroy ENV=dev CONFIRM=dev DIGEST=\w{64}"$/,
    );
    expect(await isThere()).toBe(true);
  });

  it('refuses another plan than the one that was shown', async () => {
    await dev.fail('destroy');
    expect(await dev.fail('destroy', '--confirm', 'dev', '--digest', '0'.repeat(64))).toContain('do not apply it');
    expect(await isThere()).toBe(true);
  });
});

describe('the guard', () => {
  it('is asked by synth, apply and bootstrap', async () => {
    const file = join(dev.team.folder, 'live', 'prod', 'package.json');
    const dependencies = { 'cdktf-vault-dr': 'file:../../releases/cdktf-vault-dr-9.9.9.tgz' };
    writeFileSync(file, JSON.stringify({ name: 'vault-dr-prod', private: true, dependencies }));
    for (const command of ['synth', 'apply', 'bootstrap']) expect(await dev.fail(command)).toContain('9.9.9');
    dev.team.reset('HEAD');
  });
});

describe('destroy, with the digest that was shown,', () => {
  it('refuses while deletion protection is on, and names the resource', async () => {
    process.env['PROTECTED'] = 'yes';
    try {
      await dev.planChange();
      await dev.succeed('apply');
      expect(await dev.fail('destroy')).toMatch(
        /^nothing was destroyed: deletion protection is on for terraform_data\.\S+\. Set deletionProtection to false/,
      );
    } finally {
      delete process.env['PROTECTED'];
    }
  });

  it('destroys exactly that', async () => {
    await dev.planChange();
    await dev.succeed('apply');
    const [, digest = ''] = /DIGEST=(\w{64})/.exec(await dev.fail('destroy')) ?? [];
    expect(await dev.succeed('destroy', '--confirm', 'dev', '--digest', digest)).toContain('1 destroyed');
  });
});
