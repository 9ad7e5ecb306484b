import { affectedEnvironments } from '../../delivery/affected';
import { ENVIRONMENTS } from '../../live/environments';

describe('affectedEnvironments', () => {
  it.each<[string, string[], readonly string[]]>([
    ['the module', ['modules/vault-dr.ts'], ['dev']],
    ['a Lambda', ['functions/auth/login.ts'], ['dev']],
    ['dev', ['live/dev/config.ts'], ['dev']],
    ['the pin of stage', ['live/stage/package.json', 'live/stage/package-lock.json'], ['stage']],
    ['the values of prod', ['live/prod/config.ts'], ['prod']],
    ['the wiring', ['live/shared/environment-stack.ts'], ENVIRONMENTS],
    ['the people who approve', ['live/approvers.ts'], ENVIRONMENTS],
    ['the settings of the compiler', ['tsconfig.json'], ENVIRONMENTS],
    ['the providers and the framework', ['package-lock.json'], ENVIRONMENTS],
    [
      'prod and dev, which are named in the order of delivery',
      ['live/prod/main.ts', 'live/dev/main.ts'],
      ['dev', 'prod'],
    ],
    ['a release that nobody pins yet', ['releases/cdktf-vault-dr-1.2.0.tgz', 'CHANGELOG.md'], []],
    ['tests, pages and the pipeline', ['test/run.ts', 'docs/delivery.md', 'Jenkinsfile', 'Makefile'], []],
    [
      'a folder whose name begins with that of an environment',
      ['live/developers.md', 'modules.md', 'live/prod-old/main.ts'],
      [],
    ],
    ['nothing', [], []],
  ])('names the environments whose plan can change after a change of %s', (_what, paths, expected) => {
    expect(affectedEnvironments(paths)).toEqual(expected);
  });
});
