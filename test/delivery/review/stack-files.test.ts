import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStack, stackDigest } from '../../../delivery/review/stack-files';

describe('the digest of a synthesised stack', () => {
  let folder: string;

  const write = (stack: object, asset = 'zip', name = 'auth.zip'): void => {
    mkdirSync(join(folder, 'assets', 'auth'), { recursive: true });
    writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify(stack));
    writeFileSync(join(folder, 'assets', 'auth', name), asset);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vault-dr-stack-'));
    write({ a: { b: 1 }, c: 2 });
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('does not depend on the order of blocks, on comments and on what Terraform writes beside it', () => {
    const digest = stackDigest(folder);
    write({ c: 2, '//': { metadata: 1 }, a: { '//': 'x', b: 1 } });
    writeFileSync(join(folder, 'plan.tfplan'), '');
    expect(stackDigest(folder)).toBe(digest);
  });

  it.each<[string, () => void]>([
    ['block', () => write({ a: { b: 2 }, c: 2 })],
    ['asset', () => write({ a: { b: 1 }, c: 2 }, 'other')],
    ['name of an asset', () => write({ a: { b: 1 }, c: 2 }, 'zip', 'more.zip')],
  ])('differs for another %s', (_what, change) => {
    const digest = stackDigest(folder);
    change();
    expect(stackDigest(folder)).not.toBe(digest);
  });

  it('is not made of a symbolic link, which could lead out of the folder', () => {
    symlinkSync('/etc', join(folder, 'assets', 'link'));
    expect(() => stackDigest(folder)).toThrow('assets/link is neither a file nor a folder');
  });

  it('needs a symbolic link to be none for the folder of the assets too', () => {
    rmSync(join(folder, 'assets'), { recursive: true });
    symlinkSync('/etc', join(folder, 'assets'));
    expect(() => stackDigest(folder)).toThrow(/assets is neither a file nor a folder/);
  });

  it.each(['', '[]', 'null', '{"a":'])('is refused for a stack that is %p', (text) => {
    writeFileSync(join(folder, 'cdk.tf.json'), text);
    expect(() => readStack(folder)).toThrow(/cdk\.tf\.json is no synthesised stack/);
  });
});
