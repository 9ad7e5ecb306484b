import { affectedEnvironments } from '../../delivery/affected';

describe('affectedEnvironments', () => {
  it.each<[string, string[], string[]]>([
    ['the module', ['modules/vault-dr.ts'], ['dev']],
    ['a Lambda', ['functions/auth/login.ts'], ['dev']],
    ['dev', ['live/dev/config.ts'], ['dev']],
    ['the pin of stage', ['live/stage/package.json', 'live/stage/package-lock.json'], ['stage']],
    ['the values of prod', ['live/prod/config.ts'], ['prod']],
    ['the wiring of all', ['live/shared/environment-stack.ts'], ['dev', 'stage', 'prod']],
    ['the providers and the framework', ['package-lock.json'], ['dev', 'stage', 'prod']],
    ['prod and dev, named in the order of delivery', ['live/prod/main.ts', 'live/dev/main.ts'], ['dev', 'prod']],
    ['a release that nobody pins yet', ['releases/cdktf-vault-dr-1.2.0.tgz', 'CHANGELOG.md'], []],
    ['tests, pages and the pipeline', ['test/run.ts', 'docs/delivery.md', 'Jenkinsfile', 'Makefile'], []],
    ['a folder whose name only begins alike', ['live/developers.md', 'modules.md', 'live/prod-old/main.ts'], []],
    ['nothing', [], []],
  ])('names whose plan can differ after a change of %s', (_what, paths, expected) => {
    expect(affectedEnvironments(paths)).toEqual(expected);
  });
});
