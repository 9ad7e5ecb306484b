import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeEvidence } from '../../../delivery/release/evidence';
import { writeIntegrity } from '../../../delivery/release/releases';
import { integrityOf, packFiles } from '../../../delivery/release/tarball';
import type { Sandbox } from '../sandbox';
import { promote, Repositories, succeed, TARBALL, VERSION } from './repositories';

jest.setTimeout(300_000);

let repositories: Repositories;
/** The repository with a release that stage pins. */
let origin: Sandbox;
/** The commit before the release. */
let unreleased: string;

beforeAll(async () => {
  repositories = await Repositories.start();
  origin = repositories.create();
  unreleased = origin.git('rev-parse', 'HEAD');
  await succeed(origin, 'release');
  await promote(origin, 'dev', 'stage');
});

afterAll(() => repositories?.stop());

/** Judges a branch in a checkout of main, with main's code. */
async function judge(
  change: (branch: Sandbox) => Promise<void> | void,
  { before = (_origin: Sandbox): void => undefined, env = {} }: Judging = {},
): Promise<{ code: number; stderr: string }> {
  const remote = repositories.copyOf(origin);
  before(remote);
  const branch = repositories.cloneOf(remote);
  await change(branch);
  if (branch.git('status', '--porcelain') !== '') branch.commit({}, 'docs: a small change');
  branch.git('push', '--quiet', 'origin', 'HEAD:refs/heads/change');
  branch.git('push', '--quiet', '--tags', 'origin');
  const main = repositories.cloneOf(remote);
  const args = ['--base', 'origin/main', '--head', 'origin/change'];
  const { code, stderr } = await main.deliver('verify-releases', args, env);
  return { code, stderr: stderr.trim() };
}

interface Judging {
  /** Changes main first. */
  readonly before?: (origin: Sandbox) => void;
  readonly env?: Readonly<Record<string, string>>;
}

/** Adds a release without making it: a package that says from which commit it is. */
async function forge(branch: Sandbox, commit: string, key?: string): Promise<void> {
  const releases = join(branch.folder, 'releases');
  const manifest = Buffer.from(JSON.stringify({ name: 'cdktf-vault-dr', version: '1.3.0', gitHead: commit }));
  const tarball = packFiles({ 'package.json': manifest });
  writeFileSync(join(releases, 'cdktf-vault-dr-1.3.0.tgz'), tarball);
  writeIntegrity('1.3.0', integrityOf(tarball), releases);
  await writeEvidence({ version: '1.3.0', commit, sbom: '{}\n' }, releases, key);
}

describe('a change of the releases', () => {
  it('is accepted when it adds a release that can be built again, and a pin on it', async () => {
    expect(await succeed(origin, 'verify-releases', '--base', unreleased)).toMatch(
      new RegExp(`^${TARBALL} equals the package built from \\w{40}, byte for byte\n`),
    );
  });

  it('is accepted without a build when it touches no release', async () => {
    expect(await judge((branch) => branch.write({ 'README.md': 'Another text.\n' }))).toEqual({ code: 0, stderr: '' });
  });

  it.each<[string, (folder: string) => void, string]>([
    ['changes a package', (folder) => appendFileSync(join(folder, TARBALL), 'x'), `${TARBALL} is changed`],
    ['deletes a package', (folder) => rmSync(join(folder, TARBALL)), `${TARBALL} is deleted`],
    [
      'deletes a statement',
      (folder) => rmSync(join(folder, `releases/cdktf-vault-dr-${VERSION}.intoto.json`)),
      `releases/cdktf-vault-dr-${VERSION}.intoto.json is deleted`,
    ],
    [
      'changes a recorded hash',
      (folder) => writeIntegrity(VERSION, 'sha512-other', join(folder, 'releases')),
      `releases/integrity.json has another hash for ${VERSION}`,
    ],
  ])('is refused when it %s', async (_what, change, problem) => {
    expect(await judge((branch) => change(branch.folder))).toEqual({
      code: 1,
      stderr: `${problem}, but a release must not change: take it from origin/main`,
    });
  });

  it('is refused when a release is a link', async () => {
    const { code, stderr } = await judge((branch) =>
      symlinkSync('../README.md', join(branch.folder, 'releases/cdktf-vault-dr-1.3.0.tgz')),
    );
    expect([code, stderr]).toEqual([1, 'releases/cdktf-vault-dr-1.3.0.tgz is no file: replace it by one']);
  });

  it('is refused when its release contains code that was taken out again before the merge', async () => {
    const { code, stderr } = await judge(async (branch) => {
      appendFileSync(join(branch.folder, 'modules/index.ts'), '\nexport const HIDDEN = true;\n');
      const hidden = branch.commit({}, 'chore: try something');
      branch.git('revert', '--no-edit', hidden);
      await forge(branch, hidden);
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^v1\.3\.0 was made from \w{40}, which has changes that are not in main: merge them first, then release$/,
    );
  });

  it('is refused when it says that an environment was taken back from a release that it never ran', async () => {
    const { code, stderr } = await judge(async (branch) => {
      await forge(branch, branch.git('rev-parse', 'HEAD'));
      const file = join(branch.folder, 'live/stage/package.json');
      const manifest = JSON.parse(readFileSync(file, 'utf8')) as object;
      writeFileSync(file, JSON.stringify({ ...manifest, rolledBackFrom: '1.3.0' }));
    });
    expect([code, stderr]).toEqual([
      1,
      `live/stage/package.json: rolledBackFrom is 1.3.0, but stage pinned ${VERSION} before`,
    ]);
  });

  it('is refused when the commit of its release changes more than the version', async () => {
    const { stderr } = await judge(async (branch) => {
      const manifest = JSON.parse(readFileSync(join(branch.folder, 'package.json'), 'utf8')) as object;
      const text = JSON.stringify({ ...manifest, version: '1.3.0', main: 'elsewhere.js' });
      await forge(branch, branch.commit({ 'package.json': text }, 'chore(release): 1.3.0'));
    });
    expect(stderr).toContain('which has changes that are not in main');
  });

  it('is refused when its release has no tag, in CI', async () => {
    const add = (branch: Sandbox): Promise<void> => forge(branch, branch.git('rev-parse', 'HEAD'));
    expect((await judge(add, { env: { CI: 'true' } })).stderr).toBe(
      'the tag v1.3.0 is not in this clone: push it, or let the checkout fetch tags',
    );
  });

  it('is refused when its release is not what its commit gives', async () => {
    const { code, stderr } = await judge((branch) => forge(branch, branch.git('rev-parse', 'HEAD')));
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^releases\/cdktf-vault-dr-1\.3\.0\.tgz differs from the package built from \w{40} \(.*\): do/,
    );
  });

  it('is refused when the key that signs its release is allowed only by the change itself', async () => {
    const keys = join(origin.folder, '.git', 'keys');
    mkdirSync(keys, { recursive: true });
    const makeKey = (name: string): string => {
      const file = join(keys, name);
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', file]);
      return file;
    };
    const [own, other] = [makeKey('own'), makeKey('other')];
    const allow = (sandbox: Sandbox, key: string): void =>
      sandbox.write({ 'releases/allowed_signers': `release ${readFileSync(`${key}.pub`, 'utf8')}` });
    const { stderr } = await judge(
      async (branch) => {
        allow(branch, other);
        await forge(branch, branch.git('rev-parse', 'HEAD'), other);
      },
      {
        before: (main) => {
          allow(main, own);
          main.commit({}, 'build(release): allow a key');
        },
      },
    );
    expect(stderr).toContain('cdktf-vault-dr-1.3.0.intoto.json has no signature of a key in releases/allowed_signers');
  });
});

describe('a change of a lock', () => {
  it('is refused by the code of main, whatever the code of the branch says', async () => {
    const { code, stderr } = await judge((branch) => {
      const file = join(branch.folder, 'live/stage/package-lock.json');
      const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, { integrity?: string }> };
      const locked = lock.packages['node_modules/fflate'];
      if (locked) locked.integrity = integrityOf(Buffer.from('other bytes'));
      writeFileSync(file, JSON.stringify(lock));
      branch.write({ 'delivery/guard/pins.ts': 'export const checkPins = (): string[] => [];\n' });
    });
    expect(code).toBe(1);
    expect(stderr).toContain(
      `live/stage/package-lock.json: fflate@0.8.3 has another hash than in the lock of cdktf-vault-dr ${VERSION}: `,
    );
  });
});
