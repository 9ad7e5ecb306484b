import { createHash } from 'node:crypto';
import { appendFileSync, chmodSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ROOT, TSX } from '../../../delivery/paths';
import { writeEvidence } from '../../../delivery/release/evidence';
import { unpackFiles, type PackageFiles } from '../../../delivery/release/tarball';
import type { Sandbox } from '../sandbox';
import { promote, Repositories, succeed, TARBALL, VERSION } from './repositories';

jest.setTimeout(300_000);

let repositories: Repositories;

/** The repository before its first release, after it, and after its promotion. Each test works in a copy. */
let unreleased: Sandbox;
let released: Sandbox;
let promoted: Sandbox;

const packageIn = (sandbox: Sandbox): PackageFiles =>
  unpackFiles(new Uint8Array(readFileSync(join(sandbox.folder, TARBALL))));

beforeAll(async () => {
  repositories = await Repositories.start();
  unreleased = repositories.create();
  released = repositories.copyOf(unreleased);
  await succeed(released, 'release');
  promoted = repositories.copyOf(released);
  await promote(promoted, 'dev', 'stage');
  await promote(promoted, 'stage', 'prod');
});

// What beforeAll did not reach is undefined.
afterAll(() => repositories?.stop());

/** Each builds or installs the whole package once more. */
const slow = process.env['SLOW_TESTS'] ? it : it.skip;

describe('a release', () => {
  it('is refused while something is not committed, and changes nothing then', async () => {
    const sandbox = repositories.copyOf(unreleased);
    const before = sandbox.git('rev-parse', 'HEAD');
    sandbox.write({ 'notes.txt': 'not committed' });
    const { code, stderr } = await sandbox.deliver('release');
    expect({ code, stderr: stderr.trim() }).toEqual({
      code: 1,
      stderr: 'a release needs a clean tree: commit or stash notes.txt',
    });
    expect([sandbox.git('rev-parse', 'HEAD'), sandbox.git('tag')]).toEqual([before, '']);
  });

  it('is refused on a branch that is not merged', async () => {
    const sandbox = repositories.copyOf(unreleased);
    sandbox.git('switch', '--quiet', '--create', 'topic');
    sandbox.commit({ 'notes.txt': 'not merged' }, 'feat: a note');
    const { code, stderr } = await sandbox.deliver('release-check');
    expect({ code, stderr: stderr.trim() }).toEqual({
      code: 1,
      stderr:
        'a release is made from what was merged, but HEAD is not in main: merge it, then run "git switch main" and "git pull"',
    });
  });

  it('is refused without a key when there are keys that may sign', async () => {
    const sandbox = repositories.copyOf(unreleased);
    sandbox.commit({ 'releases/allowed_signers': 'release ssh-ed25519 AAAA\n' }, 'build(release): allow a key');
    const { code, stderr } = await sandbox.deliver('release-check');
    expect({ code, stderr: stderr.trim() }).toEqual({
      code: 1,
      stderr:
        'releases/allowed_signers asks for a signature: set RELEASE_SIGNING_KEY to the file of an SSH key that it names',
    });
  });

  it('is refused when its tag exists', async () => {
    const sandbox = repositories.copyOf(unreleased);
    sandbox.git('tag', `v${VERSION}`);
    const { code, stderr } = await sandbox.deliver('release-check');
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining(`v${VERSION} exists already, and a release must not change`),
    ]);
  });

  it('can be made again after it was killed between the tag and the branch', async () => {
    const sandbox = repositories.copyOf(released);
    sandbox.git('reset', '--quiet', '--hard', 'HEAD~3');
    expect(sandbox.git('tag')).toBe(`v${VERSION}`);
    expect(await succeed(sandbox, 'release-check')).toContain(`the next release is v${VERSION}`);
    expect(sandbox.git('tag')).toBe('');
  });

  it('is pushed with its tag, or not at all', async () => {
    const remote = repositories.copyOf(unreleased);
    remote.git('switch', '--quiet', '--detach');
    const [late, early] = [repositories.cloneOf(remote), repositories.cloneOf(remote)];
    expect(await succeed(early, 'release', '--push')).toContain('pushed; next: run "make promote FROM=dev TO=stage"');
    expect(remote.git('rev-parse', 'main', `v${VERSION}^{commit}`)).toBe(
      early.git('rev-parse', 'HEAD', `v${VERSION}^{commit}`),
    );

    remote.git('tag', '--delete', `v${VERSION}`);
    const [main, own] = [remote.git('rev-parse', 'main'), late.git('rev-parse', 'HEAD')];
    const { code, stderr } = await late.deliver('release', ['--push']);
    expect([code, stderr.split('\n')[0]]).toEqual([
      1,
      `origin refuses v${VERSION} and its commits on main, so nothing was released: run "git pull", then release again`,
    ]);
    expect([remote.git('rev-parse', 'main'), remote.git('tag')]).toEqual([main, '']);
    expect([late.git('rev-parse', 'HEAD'), late.git('tag')]).toEqual([own, '']);
  });

  it('has a statement and a list of parts beside it', () => {
    expect(released.git('ls-tree', '--name-only', 'HEAD', 'releases/').split('\n')).toEqual([
      `releases/cdktf-vault-dr-${VERSION}.cdx.json`,
      `releases/cdktf-vault-dr-${VERSION}.intoto.json`,
      TARBALL,
      'releases/integrity.json',
    ]);
    const sbom = readFileSync(join(released.folder, `releases/cdktf-vault-dr-${VERSION}.cdx.json`), 'utf8');
    expect(sbom).toContain('"purl": "pkg:npm/fflate@0.8.3"');
    expect(sbom).toMatch(/"purl": "pkg:npm\/%40aws-sdk\/client-lambda@/);
  });

  it('is a tag with the package and the built lib, on a branch without lib', () => {
    expect(released.git('log', '--format=%s', 'HEAD')).toBe(
      [
        `build(release): leave lib to the build after ${VERSION}`,
        `build(release): pack ${VERSION}`,
        `chore(release): ${VERSION}`,
        'feat: begin',
      ].join('\n'),
    );
    expect(released.git('status', '--porcelain')).toBe('');
    expect(released.git('ls-tree', '--name-only', 'HEAD', 'lib', TARBALL)).toBe(TARBALL);
    expect(released.git('ls-tree', '--name-only', `v${VERSION}`, 'lib', TARBALL).split('\n')).toEqual(['lib', TARBALL]);
  });

  it('has its commits in the changelog', () => {
    expect(readFileSync(join(released.folder, 'CHANGELOG.md'), 'utf8')).toMatch(
      /## Unreleased\n\n## 1\.2\.3 \(\d{4}-\d\d-\d\d\)\n[\s\S]*- begin \(\w{7}\)/,
    );
  });

  it('has the Lambda zips in its package, and the commit that it was built from', () => {
    const files = packageIn(released);
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining(['lib/functions/auth.zip', 'lib/functions/dr-operations.zip', 'lib/modules/index.js']),
    );
    expect(JSON.parse(Buffer.from(files['package.json'] ?? []).toString('utf8'))).toMatchObject({
      version: VERSION,
      gitHead: released.git('rev-parse', `v${VERSION}^`),
    });
  });

  it('gives the same bytes again in a clone without tags, with another umask and time zone', async () => {
    const sandbox = repositories.cloneOf(released, '--no-tags');
    const command = `umask 077 && ${TSX} delivery/main.ts verify-release --version ${VERSION}`;
    const { code, stdout, stderr } = await sandbox.run('sh', ['-c', command], { env: { TZ: 'Asia/Tokyo' } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('byte for byte');
  });

  slow('gives the same bytes again in a clone whose git changes line endings (only in make test-slow)', async () => {
    const sandbox = repositories.cloneOf(released, '--config', 'core.autocrlf=true', '--config', 'core.eol=crlf');
    expect(readFileSync(join(sandbox.folder, 'README.md'), 'utf8')).not.toContain('\r');
    expect(await succeed(sandbox, 'verify-release', '--version', VERSION)).toContain('byte for byte');
  });

  slow('gives the same bytes again when its commit is older than .gitattributes (only in make test-slow)', async () => {
    const repository = repositories.copyOf(unreleased);
    rmSync(join(repository.folder, '.gitattributes'));
    repository.commit({}, 'build: as it was before');
    await succeed(repository, 'release');
    const sandbox = repositories.cloneOf(repository, '--config', 'core.autocrlf=true', '--no-checkout');
    sandbox.git('-c', 'core.autocrlf=false', 'checkout', '--quiet', 'main');
    expect(await succeed(sandbox, 'verify-release', '--version', VERSION)).toContain('byte for byte');
  });

  it('is refused when its tag was made from another commit', async () => {
    const sandbox = repositories.copyOf(released);
    sandbox.git('tag', '--force', `v${VERSION}`, 'HEAD~2');
    const { code, stderr } = await sandbox.deliver('verify-release', ['--version', VERSION]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^the package records the commit \w{40}, but the tag v\S+ was made from \w{40}: do not use it\n$/,
    );
  });
});

describe('verify-release', () => {
  const verifyIn = async (sandbox: Sandbox, env: Readonly<Record<string, string>> = {}) => {
    const { code, stderr } = await sandbox.deliver('verify-release', ['--version', VERSION], env);
    return [code, stderr.trim()];
  };

  it('refuses a release without its tag in CI', async () => {
    expect(await verifyIn(repositories.cloneOf(released, '--no-tags'), { CI: 'true' })).toEqual([
      1,
      `the tag v${VERSION} is not in this clone: push it, or let the checkout fetch tags`,
    ]);
  });

  it('refuses a tag that is not in the history of main in CI', async () => {
    const sandbox = repositories.copyOf(released);
    sandbox.git('switch', '--quiet', '--detach', `v${VERSION}`);
    sandbox.git('branch', '--force', 'main', `v${VERSION}~2`);
    expect(await verifyIn(sandbox, { CI: 'true' })).toEqual([
      1,
      expect.stringMatching(/^v1\.2\.3 was made from \w{40}, which is not in the history of main: do not use it$/),
    ]);
  });

  slow('refuses a list of parts that is not the one of the package (only in make test-slow)', async () => {
    const sandbox = repositories.copyOf(released);
    const releases = join(sandbox.folder, 'releases');
    await writeEvidence(
      { version: VERSION, commit: sandbox.git('rev-parse', 'HEAD~2'), sbom: '{}\n' },
      releases,
      undefined,
    );
    expect(await verifyIn(sandbox)).toEqual([
      1,
      expect.stringMatching(
        /^releases\/cdktf-vault-dr-1\.2\.3\.cdx\.json differs from the parts of the package built from/,
      ),
    ]);
  });
});

describe('the package', () => {
  it('has no scripts, so that npm installs it from git without building it', () => {
    expect(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))).not.toHaveProperty('scripts');
  });
});

describe('a pin', () => {
  const pinned = (sandbox: Sandbox, environment: string, spec: string): void =>
    sandbox.write({
      [`live/${environment}/package.json`]: `${JSON.stringify({ name: environment, private: true, dependencies: { 'cdktf-vault-dr': spec } })}\n`,
    });

  /** The command that docs/delivery.md gives for changing the form of a pin by hand. */
  const lock = (sandbox: Sandbox, environment: string) =>
    sandbox.run('npm', ['install', '--package-lock-only'], { cwd: `live/${environment}` });

  /** npm installs all devDependencies of a git dependency that has scripts. The real package has no scripts. */
  function tagWithoutScripts(sandbox: Sandbox): void {
    sandbox.git('checkout', '--quiet', `v${VERSION}`);
    const manifest = JSON.parse(readFileSync(join(sandbox.folder, 'package.json'), 'utf8')) as object;
    sandbox.write({ 'package.json': JSON.stringify({ ...manifest, scripts: undefined }) });
    sandbox.git('add', 'package.json');
    sandbox.git('commit', '--quiet', '--amend', '--no-edit');
    sandbox.git('tag', '--force', `v${VERSION}`);
    sandbox.git('checkout', '--quiet', 'main');
  }

  function expectReleasedStack(sandbox: Sandbox, environment: string): void {
    const assets = join(sandbox.folder, `out/synth/${environment}/stacks/vault-dr-${environment}/assets`);
    const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    const zips = readdirSync(assets, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.zip'));
    const found = new Set(zips.map((path) => hash(readFileSync(join(assets, path)))));
    // The environments have neither an automatic failover nor an evacuation, and Vault Enterprise replicates by itself.
    const unused = [
      'witness.zip',
      'name-batch.zip',
      'snapshot-puller.zip',
      'community-operations.zip',
      'community-watch.zip',
      'postgres-operations.zip',
      'postgres-watch.zip',
    ];
    const expected = Object.entries(packageIn(sandbox)).filter(
      ([name]) => name.endsWith('.zip') && !unused.includes(basename(name)),
    );
    expect(found).toEqual(new Set(expected.map(([, bytes]) => hash(bytes))));
  }

  it('is promoted one step at a time', async () => {
    const { code, stderr } = await repositories.copyOf(released).deliver('promote', ['--from', 'dev', '--to', 'prod']);
    expect([code, stderr.trim()]).toEqual([
      64,
      'a release moves one step at a time (dev → stage → prod): dev → prod is not a step',
    ]);
  });

  it('is promoted with a list of the changes, in two files', async () => {
    const sandbox = repositories.copyOf(released);
    const stdout = await succeed(sandbox, 'promote', '--from', 'dev', '--to', 'stage');
    expect(stdout).toContain(`# stage: no release → ${VERSION}`);
    expect(stdout).toMatch(/^\+ aws_route53_record\./m);
    const status = sandbox.git('status', '--porcelain').split('\n');
    expect(status.map((line) => line.trim())).toEqual(['M live/stage/package.json', '?? live/stage/package-lock.json']);
  });

  it('is promoted again after npm was killed together with the promotion', async () => {
    const sandbox = repositories.copyOf(released);
    const bin = join(sandbox.folder, 'out', 'bin');
    sandbox.write({ 'out/bin/npm': '#!/bin/sh\nkill -9 "$PPID"\n' });
    chmodSync(join(bin, 'npm'), 0o755);
    const args = ['--from', 'dev', '--to', 'stage'];
    const { code } = await sandbox.deliver('promote', args, { PATH: `${bin}:${process.env['PATH'] ?? ''}` });
    expect(code).not.toBe(0);
    expect(sandbox.git('status', '--porcelain')).toBe('');
    expect(await succeed(sandbox, 'promote', ...args)).toContain(`# stage: no release → ${VERSION}`);
    await succeed(sandbox, 'synth', '--env', 'stage');
  });

  it('is explained to reviewers as the difference to the pin before', async () => {
    const sandbox = repositories.copyOf(promoted);
    await succeed(sandbox, 'synth', '--env', 'stage');
    expect(await succeed(sandbox, 'release-diff', '--env', 'stage', '--base', 'HEAD')).toBe('');
    const text = await succeed(sandbox, 'release-diff', '--env', 'stage', '--base', 'HEAD~2');
    expect(text).toContain(`### stage: release (none) → ${VERSION}`);
    expect(text).toContain('**What the release changes in the stack of stage**\n\n- + `');
  });

  it('lets a fresh clone synthesise every environment from the release, without running a script', async () => {
    const sandbox = repositories.cloneOf(promoted);
    for (const environment of ['stage', 'prod']) {
      const { code } = await sandbox.run('npm', ['ci'], { cwd: `live/${environment}` });
      expect(code).toBe(0);
      const installed = readdirSync(join(sandbox.folder, 'live', environment, 'node_modules'));
      // cdktf, constructs and the providers come from the checkout.
      expect(installed.filter((name) => !name.startsWith('.'))).toEqual(['cdktf-vault-dr', 'fflate']);
    }
    sandbox.write({ 'modules/vault-dr.ts': `throw new Error('the working tree must not be used');\n` });
    for (const environment of ['stage', 'prod']) {
      const { code, stderr } = await sandbox.deliver('synth', ['--env', environment]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expectReleasedStack(sandbox, environment);
    }
    expect((await sandbox.deliver('synth', ['--env', 'dev'])).stderr).toContain('the working tree must not be used');
    sandbox.git('checkout', '--quiet', 'modules');
    expect((await sandbox.deliver('synth', ['--env', 'dev'])).code).toBe(0);
    expect(existsSync(repositories.scriptRan)).toBe(false);
  });

  it('restores a module that was changed after it was installed', async () => {
    const sandbox = repositories.cloneOf(promoted);
    const changed = join(sandbox.folder, 'live/stage/node_modules/cdktf-vault-dr/lib/modules/index.js');
    await sandbox.deliver('install', ['--env', 'stage']);
    appendFileSync(changed, '// changed');
    expect((await sandbox.deliver('install', ['--env', 'stage'])).code).toBe(0);
    expect(readFileSync(changed, 'utf8')).not.toContain('// changed');
  });

  it('is refused when the statement of its release is about other bytes', async () => {
    const sandbox = repositories.copyOf(promoted);
    appendFileSync(join(sandbox.folder, `releases/cdktf-vault-dr-${VERSION}.cdx.json`), ' ');
    const { code, stderr } = await sandbox.deliver('install', ['--env', 'stage']);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`is not about these bytes of ${VERSION}`)]);
  });

  it('is refused when its package differs from the one in the tag', async () => {
    const sandbox = repositories.cloneOf(promoted);
    appendFileSync(join(sandbox.folder, TARBALL), 'x');
    const { code, stderr } = await sandbox.deliver('synth', ['--env', 'stage']);
    expect(code).toBe(1);
    expect(stderr).toContain(
      `releases/: the package of ${VERSION} differs from the one in the tag v${VERSION}: restore it from the tag`,
    );
    expect(existsSync(join(sandbox.folder, 'out/synth/stage'))).toBe(false);
  });

  slow('can be a tag of a git host (only in make test-slow)', async () => {
    const sandbox = repositories.cloneOf(promoted);
    tagWithoutScripts(sandbox);
    pinned(sandbox, 'stage', `git+file://${sandbox.folder}#v${VERSION}`);
    expect((await lock(sandbox, 'stage')).code).toBe(0);
    const { code, stderr } = await sandbox.deliver('synth', ['--env', 'stage']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expectReleasedStack(sandbox, 'stage');
    const locked = readFileSync(join(sandbox.folder, 'live/stage/package-lock.json'), 'utf8');
    expect(locked).toContain(`#${sandbox.git('rev-parse', `v${VERSION}^{commit}`)}`);
  });

  slow('can be a version of a registry that has the same package (only in make test-slow)', async () => {
    const sandbox = repositories.cloneOf(promoted);
    const { code: published } = await sandbox.run('npm', ['publish', '--ignore-scripts', `./${TARBALL}`]);
    expect(published).toBe(0);
    pinned(sandbox, 'stage', VERSION);
    pinned(sandbox, 'prod', VERSION);
    expect([(await lock(sandbox, 'stage')).code, (await lock(sandbox, 'prod')).code]).toEqual([0, 0]);
    const { code, stdout, stderr } = await sandbox.deliver('promote', ['--from', 'stage', '--to', 'prod']);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `prod pins ${VERSION} already\n`, stderr: '' });
    expect(existsSync(repositories.scriptRan)).toBe(false);
  });
});
