import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRaftNode, type RaftNode } from '../../local/cluster/raft-node';
import { send } from '../../local/vault/send';
import { startCli, type CliOptions, type Finished } from '../run-cli';
import { GnuPg } from './gnupg';

jest.setTimeout(120_000);

const HOLDERS = ['jo', 'sam', 'kim'];

let gpg: GnuPg;
let keys: string;
let node: RaftNode;
let started = false;
let folder: string;

beforeAll(async () => {
  gpg = new GnuPg();
  keys = mkdtempSync(join(tmpdir(), 'holders-'));
  for (const name of [...HOLDERS, 'root']) {
    await gpg.makeKey(name);
    writeFileSync(join(keys, `${name}.asc`), await gpg.publicKey(name));
  }
  writeFileSync(join(keys, 'jo.gpg'), await gpg.publicKey('jo', { armour: false }));
  writeFileSync(join(keys, 'private.asc'), await gpg.privateKey('jo'));
});
afterAll(async () => {
  if (started) await node.stop();
  await gpg.stop();
  rmSync(keys, { recursive: true });
});
/** A node that a test has initialised is of no use to the next one. */
beforeEach(async () => {
  if (!started || (await isInitialised())) {
    if (started) await node.stop();
    node = await startRaftNode();
    started = true;
  }
  folder = mkdtempSync(join(tmpdir(), 'init-'));
  writeFileSync(join(folder, 'ca.pem'), node.ca);
});
afterEach(() => rmSync(folder, { recursive: true }));

const keyFiles = (...names: readonly string[]): string => names.map((name) => join(keys, name)).join(',');
const ENCRYPTED = [
  ...['--pgp-keys', () => keyFiles('jo.asc', 'sam.asc', 'kim.asc')],
  ...['--root-token-pgp-key', () => keyFiles('root.asc')],
  ...['--out', () => 'keys.json'],
];
const encrypted = (): string[] => ENCRYPTED.map((each) => (typeof each === 'string' ? each : each()));

const init = (args: readonly string[], options: Partial<CliOptions> = {}): Promise<Finished> =>
  startCli(['init', '--address', node.address, '--ca-file', 'ca.pem', ...args], { cwd: folder, ...options }).finished;

const inFolder = (file: string): string => join(folder, file);
const readJson = <T>(file: string): T => JSON.parse(readFileSync(inFolder(file), 'utf8')) as T;
const filesHere = (): string[] => readdirSync(folder).sort();

async function isInitialised(): Promise<boolean> {
  const { body } = await send({ method: 'GET', url: `${node.address}/v1/sys/init`, ca: node.ca, timeoutMs: 20_000 });
  return (JSON.parse(body.toString()) as { initialized: boolean }).initialized;
}

async function policiesOf(token: string): Promise<unknown> {
  const url = `${node.address}/v1/auth/token/lookup-self`;
  const headers = { 'x-vault-token': token };
  const { body } = await send({ method: 'GET', url, headers, ca: node.ca, timeoutMs: 20_000 });
  return (JSON.parse(body.toString()) as { data?: { policies: unknown } }).data?.policies;
}

interface EncryptedFile {
  readonly shares: number;
  readonly threshold: number;
  readonly recoveryKeys: readonly { readonly share: string; readonly encryptedFor: string }[];
  readonly rootToken: { readonly token: string; readonly encryptedFor: string };
}

describe('vault-dr init', () => {
  it('initialises a cluster, and gives each key to its holder alone', async () => {
    const { code, stdout, stderr } = await init([...encrypted(), '--yes']);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain(`${node.address} is initialised.`);
    const file = readJson<EncryptedFile>('keys.json');
    expect(file).toMatchObject({ shares: 3, threshold: 2 });
    expect(file.recoveryKeys.map(({ encryptedFor }) => encryptedFor)).toEqual(
      HOLDERS.map((name) => keyFiles(`${name}.asc`)),
    );
    const shares = await Promise.all(file.recoveryKeys.map(({ share }) => gpg.decrypt(share)));
    expect(new Set(shares).size).toBe(3);
    const token = await gpg.decrypt(file.rootToken.token);
    expect(await policiesOf(token)).toEqual(['root']);
    for (const secret of [token, ...shares]) expect(stdout + stderr + JSON.stringify(file)).not.toContain(secret);
    expect(statSync(inFolder('keys.json')).mode & 0o777).toBe(0o600);
  });

  it('says what comes next, with a command that reads the root token', async () => {
    const { stdout } = await init([...encrypted(), '--yes']);
    const next = stdout.slice(stdout.indexOf('Next:'));
    expect(next).toContain("jq -r .rootToken.token 'keys.json' | base64 -d | gpg --decrypt");
    expect(next.indexOf('VaultClusterSettings')).toBeLessThan(next.indexOf('vault-dr enable'));
    expect(next.indexOf('vault-dr enable')).toBeLessThan(next.indexOf('vault token revoke -self'));
  });

  it('has nothing to do where the cluster is initialised', async () => {
    await node.init();
    const { code, stdout } = await init([...encrypted(), '--yes']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Nothing to do') as string });
    expect(filesHere()).toEqual(['ca.pem']);
  });

  it('shows everything and changes nothing with --dry-run', async () => {
    const { code, stdout } = await init([...encrypted(), '--dry-run', '-o', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'planned',
      address: node.address,
      vault: { storage: 'raft', seal: 'static' },
      shares: 3,
      threshold: 2,
      files: { encrypted: 'keys.json' },
    });
    expect(filesHere()).toEqual(['ca.pem']);
    expect(await isInitialised()).toBe(false);
  });

  it('asks on a terminal, and takes a no', async () => {
    const cli = startCli(['init', '--address', node.address, '--ca-file', 'ca.pem', ...encrypted()], {
      cwd: folder,
      tty: true,
    });
    await cli.shows('\\[y/N\\]');
    cli.type('n\r');
    expect((await cli.finished).code).toBe(1);
    expect(await isInitialised()).toBe(false);
    expect(filesHere()).toEqual(['ca.pem']);
  });

  it('writes plain keys only to the file that was named for them', async () => {
    const { code, stdout, stderr } = await init(['--plain-keys-to', 'plain.json', '--recovery-shares', '1', '--yes']);
    expect(code).toBe(0);
    const { rootToken, recoveryKeys } = readJson<{ rootToken: string; recoveryKeys: string[] }>('plain.json');
    expect(recoveryKeys).toHaveLength(1);
    expect(await policiesOf(rootToken)).toEqual(['root']);
    for (const secret of [rootToken, ...recoveryKeys]) expect(stdout + stderr).not.toContain(secret);
    expect(statSync(inFolder('plain.json')).mode & 0o777).toBe(0o600);
  });

  it('takes a binary key and one in base64', async () => {
    writeFileSync(inFolder('sam.b64'), (await gpg.publicKey('sam', { armour: false })).toString('base64'));
    const args = ['--pgp-keys', `${keyFiles('jo.gpg')},sam.b64`, '--root-token-pgp-key', keyFiles('root.asc')];
    expect((await init([...args, '--out', 'keys.json', '--yes'])).code).toBe(0);
    const { recoveryKeys } = readJson<EncryptedFile>('keys.json');
    expect((await Promise.all(recoveryKeys.map(({ share }) => gpg.decrypt(share)))).every(Boolean)).toBe(true);
  });

  it('leaves no file behind when Vault refuses a key', async () => {
    // A key that is cut off has the right beginning.
    writeFileSync(inFolder('cut.gpg'), (await gpg.publicKey('jo', { armour: false })).subarray(0, 40));
    const args = ['--pgp-keys', 'cut.gpg', '--root-token-pgp-key', keyFiles('root.asc'), '--out', 'keys.json', '--yes'];
    const { code, stderr } = await init(args);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('answered sys/init with 400') as string,
    });
    expect(await isInitialised()).toBe(false);
    expect(existsSync(inFolder('keys.json'))).toBe(false);
  });
});

describe('vault-dr init refuses, and sends nothing,', () => {
  it.each<[string, () => string[], string]>([
    ['keys in plain text without a file for them', () => [], 'with the recovery keys and the root token in plain text'],
    [
      'a root token in plain text',
      () => ['--pgp-keys', keyFiles('jo.asc'), '--out', 'keys.json'],
      'Give --root-token-pgp-key',
    ],
    [
      'a private key',
      () => ['--pgp-keys', keyFiles('private.asc')],
      'is a private key, which must never leave its owner',
    ],
    ['a file that is no key', () => ['--pgp-keys', 'ca.pem'], 'ca.pem is no OpenPGP public key'],
    ['a file that is missing', () => ['--pgp-keys', 'missing.asc'], 'missing.asc cannot be read'],
    [
      'one holder of two shares',
      () => ['--pgp-keys', keyFiles('jo.asc', 'jo.gpg')],
      'one person would hold two shares',
    ],
    [
      'another number of keys than shares',
      () => [...encrypted(), '--recovery-shares', '5'],
      '--pgp-keys names 3 keys for 5 shares',
    ],
    ['a threshold above the shares', () => [...encrypted(), '--recovery-threshold', '4'], 'from 2 to 3'],
    ['one person alone of three', () => [...encrypted(), '--recovery-threshold', '1'], 'from 2 to 3'],
    ['a file that exists', () => [...encrypted().slice(0, -1), 'ca.pem'], 'ca.pem exists'],
    ['encrypted keys without a file', () => encrypted().slice(0, -2), 'with --out'],
    ['a file for plain keys that are not', () => [...encrypted(), '--plain-keys-to', 'p.json'], 'Leave it out'],
    ['an environment beside the address', () => ['prod', ...encrypted()], 'Leave out the environment'],
    ['no answer to the question, without a terminal', () => encrypted(), 'confirm with --yes'],
  ])('%s', async (_, args, problem) => {
    const { code, stderr } = await init(args());
    expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringContaining(problem) as string });
    expect(await isInitialised()).toBe(false);
    expect(filesHere()).toEqual(['ca.pem']);
  });
});
