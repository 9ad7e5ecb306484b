import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, TSX } from '../../../delivery/paths';
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

  it('gives the same bytes again in a clone whose git changes line endings', async () => {
    const sandbox = repositories.cloneOf(released, '--config', 'core.autocrlf=true', '--config', 'core.eol=crlf');
    expect(readFileSync(join(sandbox.folder, 'README.md'), 'utf8')).not.toContain('\r');
    expect(await succeed(sandbox, 'verify-release', '--version', VERSION)).toContain('byte for byte');
  });

  it('gives the same bytes again when its commit is older than .gitattributes', async () => {
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
    const expected = Object.entries(packageIn(sandbox)).filter(([name]) => name.endsWith('.zip'));
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

  it('can be a tag of a git host', async () => {
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

  it('can be a version of a registry that has the same package', async () => {
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
