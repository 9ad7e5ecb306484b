import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkEvidence, writeEvidence } from '../../../delivery/release/evidence';
import { makerHere, makerOf } from '../../../delivery/release/provenance';

const VERSION = '1.2.3';
const COMMIT = 'a'.repeat(40);
const NAME = `cdktf-vault-dr-${VERSION}`;

let releases: string;
beforeEach(() => {
  releases = mkdtempSync(join(tmpdir(), 'vault-dr-evidence-'));
  writeFileSync(join(releases, `${NAME}.tgz`), 'package');
});
afterEach(() => rmSync(releases, { recursive: true }));

const write = (key?: string): Promise<void> =>
  writeEvidence({ version: VERSION, commit: COMMIT, sbom: '{}\n' }, releases, key);
const check = (commit = COMMIT): Promise<void> => checkEvidence({ version: VERSION, commit }, releases);

/** Makes a key, and returns its file. */
function makeKey(name: string): string {
  const file = join(releases, name);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', file]);
  return file;
}
const allow = (...keys: readonly string[]): void =>
  writeFileSync(
    join(releases, 'allowed_signers'),
    keys.map((key) => `release ${readFileSync(`${key}.pub`, 'utf8')}`).join(''),
  );

describe('the statement of a release', () => {
  it('names the package, the list of its parts and the commit', async () => {
    await write();
    const statement = JSON.parse(readFileSync(join(releases, `${NAME}.intoto.json`), 'utf8')) as object;
    expect(statement).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: `${NAME}.cdx.json` }, { name: `${NAME}.tgz` }],
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: { buildDefinition: { resolvedDependencies: [{ digest: { gitCommit: COMMIT } }] } },
    });
    await expect(check()).resolves.toBeUndefined();
  });

  it('names the build of Jenkins that made it', () => {
    const env = { JENKINS_URL: 'https://ci.example.com/', BUILD_URL: 'https://ci.example.com/job/1/' };
    expect(makerHere(env)).toEqual({
      builder: { id: 'https://ci.example.com/' },
      metadata: { invocationId: 'https://ci.example.com/job/1/' },
    });
  });

  it.each([`${NAME}.tgz`, `${NAME}.cdx.json`, `${NAME}.intoto.json`])(
    'is refused when %s was changed',
    async (name) => {
      await write();
      appendFileSync(join(releases, name), ' ');
      await expect(check()).rejects.toThrow(
        `releases/${NAME}.intoto.json is not about these bytes of ${VERSION} and the commit ${COMMIT}`,
      );
    },
  );

  it('is refused when the package records another commit', async () => {
    await write();
    await expect(check('b'.repeat(40))).rejects.toThrow('is not about these bytes');
  });

  it('is refused when it is no statement', async () => {
    await write();
    writeFileSync(join(releases, `${NAME}.intoto.json`), 'nothing');
    await expect(check()).rejects.toThrow('is not about these bytes');
    expect(makerOf('nothing')).toBeUndefined();
  });

  it.each([`${NAME}.cdx.json`, `${NAME}.intoto.json`])('is refused without %s', async (name) => {
    await write();
    rmSync(join(releases, name));
    await expect(check()).rejects.toThrow(`releases/${name} is missing: do not use ${VERSION}`);
  });

  it('may lack only for the release that was made before there was any', async () => {
    await expect(check()).rejects.toThrow('is missing');
    await expect(checkEvidence({ version: '0.1.0', commit: COMMIT }, releases)).resolves.toBeUndefined();
  });
});

describe('the signature of a release', () => {
  const refusal = `releases/${NAME}.intoto.json has no signature of a key in releases/allowed_signers`;

  it('is accepted from a key that is allowed', async () => {
    const key = makeKey('key');
    allow(key);
    await write(key);
    await expect(check()).resolves.toBeUndefined();
  });

  it('is refused from another key, and when it is missing', async () => {
    const [key, other] = [makeKey('key'), makeKey('other')];
    allow(key);
    await write(other);
    await expect(check()).rejects.toThrow(refusal);
    await write();
    rmSync(join(releases, `${NAME}.intoto.json.sig`));
    await expect(check()).rejects.toThrow(refusal);
  });

  it('is refused when it was made of another statement', async () => {
    const key = makeKey('key');
    allow(key);
    await write(key);
    const signature = readFileSync(join(releases, `${NAME}.intoto.json.sig`));
    writeFileSync(join(releases, `${NAME}.tgz`), 'another package');
    await write();
    writeFileSync(join(releases, `${NAME}.intoto.json.sig`), signature);
    await expect(check()).rejects.toThrow(refusal);
  });

  it('is refused when it was made for another purpose', async () => {
    const key = makeKey('key');
    allow(key);
    await write();
    const statement = join(releases, `${NAME}.intoto.json`);
    execFileSync('ssh-keygen', ['-Y', 'sign', '-q', '-f', key, '-n', 'git', statement], { stdio: 'ignore' });
    await expect(check()).rejects.toThrow(refusal);
  });

  it('cannot be made with a file that is no key', async () => {
    await expect(write(join(releases, `${NAME}.tgz`))).rejects.toThrow(
      /^.*cdktf-vault-dr-1\.2\.3\.tgz \(RELEASE_SIGNING_KEY\) cannot sign: .+: give the file of an SSH key$/,
    );
  });
});
