import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseListing } from '../../../delivery/release/build-package';
import { differingFiles, integrityOf, packFiles, unpackFiles } from '../../../delivery/release/tarball';

const files = {
  'package.json': Buffer.from('{"name":"a","version":"1.0.0"}'),
  'lib/index.js': Buffer.from('// code\n'),
};

describe('a packed release', () => {
  it('has the same bytes whatever the order, the day and the time zone', () => {
    const zone = process.env['TZ'];
    process.env['TZ'] = 'Pacific/Auckland';
    const reversed = Object.fromEntries(Object.entries(files).reverse());
    const there = packFiles(reversed);
    process.env['TZ'] = zone;
    expect(integrityOf(there)).toBe(integrityOf(packFiles(files)));
    // Every machine gives these bytes. If the packer changes, older releases can no longer be verified.
    expect(integrityOf(packFiles(files))).toMatchInlineSnapshot(
      `"sha512-JBBQCMNSpmJtr4glBIK7lG3nIWUZUcnb61W8HTcNThrCmduTRT7HLmr3v3V3iFhsctkjfQvxLsZ8wrJwHFUJeA=="`,
    );
  });

  it('is read by tar, with the same mode for all files', () => {
    const directory = mkdtempSync(join(tmpdir(), 'tarball-'));
    const file = join(directory, 'a.tgz');
    writeFileSync(file, packFiles(files));
    execFileSync('tar', ['-xzf', file, '-C', directory]);
    const code = join(directory, 'package', 'lib', 'index.js');
    expect([readFileSync(code, 'utf8'), statSync(code).mode & 0o777]).toEqual(['// code\n', 0o644]);
    rmSync(directory, { recursive: true });
  });

  it('unpacks to what was packed', () => {
    expect(differingFiles(files, unpackFiles(packFiles(files)))).toEqual([]);
  });

  it('names the files that differ from another package', () => {
    const other = {
      'package.json': files['package.json'],
      'lib/index.js': Buffer.from('// other\n'),
      'lib/more.js': Buffer.from(''),
    };
    expect(differingFiles(files, other)).toEqual(['lib/index.js', 'lib/more.js']);
  });
});

describe("npm's listing", () => {
  it('is read in the format of each npm version', () => {
    const entry = { files: [{ path: 'lib/index.js' }] };
    expect(parseListing(JSON.stringify([entry]))).toEqual(['lib/index.js']);
    expect(parseListing(JSON.stringify({ 'cdktf-vault-dr': entry }))).toEqual(['lib/index.js']);
  });
});
