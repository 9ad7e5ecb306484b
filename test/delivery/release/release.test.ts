import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, TSX } from '../../../delivery/paths';
import { unpackFiles, type PackageFiles } from '../../../delivery/release/tarball';
import { NpmRegistry } from '../npm-registry';
import { Sandbox } from '../sandbox';

jest.setTimeout(300_000);

const VERSION = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;
const TARBALL = `releases/cdktf-vault-dr-${VERSION}.tgz`;

/** Writes a file when npm runs it. */
const SCRIPT = `node -e "require('fs').writeFileSync(process.env.SCRIPT_RAN, 'yes')"`;
const SCRIPTS = { preinstall: SCRIPT, install: SCRIPT, postinstall: SCRIPT, prepare: SCRIPT };

const work = mkdtempSync(join(realpathSync(tmpdir()), 'vault-dr-release-'));
const marker = join(work, 'script-ran');
const sandboxes: Sandbox[] = [];
let registry: NpmRegistry;
let origin: Sandbox;

/** The repository with npm scripts, which must never run. */
function createOrigin(): Sandbox {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as object;
  return Sandbox.create({
    env: {
      SCRIPT_RAN: marker,
      npm_config_registry: registry.url,
      npm_config_cache: join(work, 'npm-cache'),
      npm_config_userconfig: join(work, 'npmrc'),
    },
    files: { 'package.json': `${JSON.stringify({ ...manifest, scripts: SCRIPTS }, undefined, 2)}\n` },
  });
}

function clone(...options: readonly string[]): Sandbox {
  const sandbox = origin.clone(...options);
  sandboxes.push(sandbox);
  return sandbox;
}

function released(sandbox: Sandbox): PackageFiles {
  return unpackFiles(new Uint8Array(readFileSync(join(sandbox.folder, TARBALL))));
}

beforeAll(async () => {
  registry = await NpmRegistry.start();
  writeFileSync(join(work, 'npmrc'), `//${new URL(registry.url).host}/:_authToken=none\n`);
  origin = createOrigin();
  sandboxes.push(origin);
});

afterAll(async () => {
  for (const sandbox of sandboxes) sandbox.remove();
  rmSync(work, { recursive: true, force: true });
  await registry.stop();
});

describe('a release', () => {
  it('is refused while something is not committed, and changes nothing then', async () => {
    const before = origin.git('rev-parse', 'HEAD');
    origin.write({ 'notes.txt': 'not committed' });
    const { code, stderr } = await origin.deliver('release');
    expect({ code, stderr: stderr.trim() }).toEqual({
      code: 1,
      stderr: 'a release needs a clean tree: commit or stash notes.txt',
    });
    rmSync(join(origin.folder, 'notes.txt'));
    expect([origin.git('rev-parse', 'HEAD'), origin.git('tag')]).toEqual([before, '']);
  });

  it('is a tag with the package and the built lib, on a branch without lib', async () => {
    const { code, stderr } = await origin.deliver('release');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(origin.git('log', '--format=%s', 'HEAD')).toBe(
      [
        `build(release): leave lib to the build after ${VERSION}`,
        `build(release): pack ${VERSION}`,
        `chore(release): ${VERSION}`,
        'feat: begin',
      ].join('\n'),
    );
    expect(origin.git('status', '--porcelain')).toBe('');
    expect(origin.git('ls-tree', '--name-only', 'HEAD', 'lib', TARBALL)).toBe(TARBALL);
    expect(origin.git('ls-tree', '--name-only', `v${VERSION}`, 'lib', TARBALL).split('\n')).toEqual(['lib', TARBALL]);
    expect(readFileSync(join(origin.folder, 'CHANGELOG.md'), 'utf8')).toMatch(
      new RegExp(
        `## Unreleased\n\n## ${VERSION.replaceAll('.', '\\.')} \\(\\d{4}-\\d\\d-\\d\\d\\)\n[\\s\\S]*- begin \\(\\w{7}\\)`,
      ),
    );
  });

  it('has the Lambda zips in its package, and the commit that it was built from', () => {
    const files = released(origin);
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining(['lib/functions/auth.zip', 'lib/functions/dr-operations.zip', 'lib/modules/index.js']),
    );
    expect(JSON.parse(Buffer.from(files['package.json'] ?? []).toString('utf8'))).toMatchObject({
      version: VERSION,
      gitHead: origin.git('rev-parse', `v${VERSION}^`),
    });
  });

  it('gives the same bytes again in a clone without tags, with another umask and time zone', async () => {
    const sandbox = clone('--no-tags');
    const command = `umask 077 && ${TSX} delivery/main.ts verify-release --version ${VERSION}`;
    const { code, stdout, stderr } = await sandbox.run('sh', ['-c', command], { env: { TZ: 'Asia/Tokyo' } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('byte for byte');
  });

  it('is refused when its tag was made from another commit', async () => {
    const sandbox = clone();
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
    sandbox.write({ 'package.json': readFileSync(join(ROOT, 'package.json'), 'utf8') });
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
    const expected = Object.entries(released(sandbox)).filter(([name]) => name.endsWith('.zip'));
    expect(found).toEqual(new Set(expected.map(([, bytes]) => hash(bytes))));
  }

  it('is promoted one step at a time, with a list of the changes', async () => {
    const leap = await origin.deliver('promote', ['--from', 'dev', '--to', 'prod']);
    expect([leap.code, leap.stderr.trim()]).toEqual([
      64,
      'a release moves one step at a time (dev → stage → prod): dev → prod is not a step',
    ]);
    for (const [from, to] of [
      ['dev', 'stage'],
      ['stage', 'prod'],
    ] as const) {
      const { code, stdout, stderr } = await origin.deliver('promote', ['--from', from, '--to', to]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(`# ${to}: no release → ${VERSION}`);
      expect(stdout).toMatch(/^\+ aws_route53_record\./m);
      expect(
        origin
          .git('status', '--porcelain')
          .split('\n')
          .map((line) => line.trim()),
      ).toEqual([`M live/${to}/package.json`, `?? live/${to}/package-lock.json`]);
      origin.commit({}, `build(live): promote ${VERSION} to ${to}`);
    }
  });

  it('lets a fresh clone synthesise every environment from the release, without running a script', async () => {
    const sandbox = clone();
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
    expect(existsSync(marker)).toBe(false);
  });

  it('restores a module that was changed after it was installed', async () => {
    const sandbox = clone();
    const changed = join(sandbox.folder, 'live/stage/node_modules/cdktf-vault-dr/lib/modules/index.js');
    await sandbox.deliver('install', ['--env', 'stage']);
    appendFileSync(changed, '// changed');
    expect((await sandbox.deliver('install', ['--env', 'stage'])).code).toBe(0);
    expect(readFileSync(changed, 'utf8')).not.toContain('// changed');
  });

  it('is refused when its package differs from the one in the tag', async () => {
    const sandbox = clone();
    appendFileSync(join(sandbox.folder, TARBALL), 'x');
    const { code, stderr } = await sandbox.deliver('synth', ['--env', 'stage']);
    expect(code).toBe(1);
    expect(stderr).toContain(
      `releases/: the package of ${VERSION} differs from the one in the tag v${VERSION}: restore it from the tag`,
    );
    expect(existsSync(join(sandbox.folder, 'out/synth/stage'))).toBe(false);
  });

  it('can be a tag of a git host', async () => {
    const sandbox = clone();
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
    const sandbox = clone();
    const { code: published } = await sandbox.run('npm', ['publish', '--ignore-scripts', `./${TARBALL}`]);
    expect(published).toBe(0);
    pinned(sandbox, 'stage', VERSION);
    pinned(sandbox, 'prod', VERSION);
    expect([(await lock(sandbox, 'stage')).code, (await lock(sandbox, 'prod')).code]).toEqual([0, 0]);
    const { code, stdout, stderr } = await sandbox.deliver('promote', ['--from', 'stage', '--to', 'prod']);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `prod pins ${VERSION} already\n`, stderr: '' });
    expect(existsSync(marker)).toBe(false);
  });
});
