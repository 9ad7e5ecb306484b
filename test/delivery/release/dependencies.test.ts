import { dependenciesOf } from '../../../delivery/release/dependencies';

describe('the dependencies of a release', () => {
  it('are those of the package and theirs, each as Node finds it, without development and peer dependencies', () => {
    const packages = {
      '': { dependencies: { a: '1.0.0' }, devDependencies: { tool: '1.0.0' }, peerDependencies: { cdktf: '^0.21.0' } },
      'node_modules/a': { version: '1.0.0', integrity: 'sha512-a', dependencies: { '@x/b': '^2.0.0', c: '^1.0.0' } },
      'node_modules/a/node_modules/@x/b': { version: '2.0.0', integrity: 'sha512-b2', dependencies: { c: '^1.0.0' } },
      'node_modules/@x/b': { version: '1.0.0', integrity: 'sha512-b1' },
      'node_modules/c': { version: '1.0.0', integrity: 'sha512-c', optionalDependencies: { a: '^1.0.0', none: '*' } },
      'node_modules/tool': { version: '1.0.0', integrity: 'sha512-tool' },
      'node_modules/cdktf': { version: '0.21.0', integrity: 'sha512-cdktf' },
    };
    expect(dependenciesOf(packages)).toEqual({
      'a@1.0.0': 'sha512-a',
      '@x/b@2.0.0': 'sha512-b2',
      'c@1.0.0': 'sha512-c',
    });
  });
});
