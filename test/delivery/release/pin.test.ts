import { parsePin, renderPin } from '../../../delivery/release/pin';

describe('a pin', () => {
  it.each([
    ['file:../..', { kind: 'working-tree' }],
    ['file:../../releases/cdktf-vault-dr-1.2.3.tgz', { kind: 'tarball', version: '1.2.3' }],
    ['1.2.3', { kind: 'registry', version: '1.2.3' }],
    [
      'git+ssh://git@example.com/team/vault-dr.git#v1.2.3-rc.1',
      { kind: 'git', version: '1.2.3-rc.1', url: 'git+ssh://git@example.com/team/vault-dr.git' },
    ],
  ])('reads %s and writes it back', (spec, pin) => {
    const parsed = parsePin(spec);
    expect(parsed).toEqual(pin);
    expect(parsed && renderPin(parsed)).toBe(spec);
  });

  it('is absent before the first promotion', () => {
    expect(parsePin(undefined)).toBeUndefined();
  });

  it.each([
    '^1.2.3',
    'latest',
    '*',
    '1.2',
    'file:../../releases/other-1.2.3.tgz',
    'file:../../../cdktf-vault-dr-1.2.3.tgz',
    'git+ssh://git@example.com/vault-dr.git#main',
    'git+ssh://git@example.com/vault-dr.git#semver:^1.0.0',
    'git+ssh://git@example.com/vault-dr.git',
    'https://example.com/cdktf-vault-dr-1.2.3.tgz',
  ])('is refused when it is not an exact release: %s', (spec) => {
    expect(() => parsePin(spec)).toThrow(/is not an exact release: pin file:/);
  });
});
