import { createHash } from 'node:crypto';
import { renderSbom } from '../../../delivery/release/sbom';
import type { PackageFiles } from '../../../delivery/release/tarball';

const hashOf = (text: string): Buffer => createHash('sha512').update(text).digest();
const integrity = (text: string): string => `sha512-${hashOf(text).toString('base64')}`;

const LOCK = {
  '': { dependencies: { fflate: '0.8.3' }, devDependencies: { jest: '30.0.0' } },
  'node_modules/fflate': { version: '0.8.3', integrity: integrity('fflate'), license: 'MIT' },
  'node_modules/@aws-sdk/core': { version: '3.1.0', integrity: integrity('core'), license: 'Apache-2.0' },
  'node_modules/jest': { version: '30.0.0', integrity: integrity('jest'), license: 'MIT' },
};

const filesWith = (bundles: Readonly<Record<string, readonly string[]>>): PackageFiles => ({
  'lib/functions/bundled-packages.json': Buffer.from(JSON.stringify(bundles)),
});

interface Sbom {
  readonly components: readonly {
    readonly purl: string;
    readonly hashes: readonly unknown[];
    readonly properties: readonly { readonly value: string }[];
  }[];
}

describe('the list of the parts of a release', () => {
  it('has what npm installs and what the bundles contain, and no tool', () => {
    const { components } = JSON.parse(
      renderSbom('1.0.0', filesWith({ 'auth.zip': ['@aws-sdk/core@3.1.0', 'fflate@0.8.3'] }), LOCK),
    ) as Sbom;
    expect(components.map(({ purl, properties }) => [purl, properties.map(({ value }) => value)])).toEqual([
      ['pkg:npm/%40aws-sdk/core@3.1.0', ['lib/functions/auth.zip']],
      ['pkg:npm/fflate@0.8.3', ['installed with the module', 'lib/functions/auth.zip']],
    ]);
  });

  it('has the hash of each part as hexadecimal digits', () => {
    const { components } = JSON.parse(renderSbom('1.0.0', {}, LOCK)) as Sbom;
    expect(components[0]?.hashes).toEqual([{ alg: 'SHA-512', content: hashOf('fflate').toString('hex') }]);
  });

  it('is refused when a bundle contains a package that is not locked', () => {
    expect(() => renderSbom('1.0.0', filesWith({ 'auth.zip': ['fflate@0.8.2'] }), LOCK)).toThrow(
      'fflate@0.8.2 is in the package, but package-lock.json does not lock it: run "npm ci", then build again',
    );
  });
});
