import { changedPaths } from '../../delivery/changed-paths';
import { failure } from '../helpers/errors';
import { GitRepository } from '../helpers/git-repository';

const lock = (version: string, dependency = '1.0.0'): string =>
  JSON.stringify({ version, packages: { '': { version }, 'node_modules/cdktf': { version: dependency } } });

describe('changedPaths', () => {
  jest.setTimeout(30_000); // each test runs git a dozen times
  let repository: GitRepository;

  beforeEach(() => {
    repository = GitRepository.create();
    repository.commit({
      'modules/a.ts': 'a long enough text',
      'live/dev/config.ts': '',
      'package-lock.json': lock('1.0.0'),
    });
    repository.git('switch', '--quiet', '--create', 'change');
  });

  afterEach(() => repository.remove());

  const changed = (base = 'main'): Promise<string[]> => changedPaths(repository.folder, base);

  it('names what the branch changed, and nothing that the base changed since', async () => {
    repository.commit({ 'live/dev/config.ts': 'changed' });
    repository.git('switch', '--quiet', 'main');
    repository.commit({ 'live/prod/config.ts': 'changed' });
    repository.git('switch', '--quiet', 'change');
    expect(await changed()).toEqual(['live/dev/config.ts']);
  });

  it('names both paths of a file that moved', async () => {
    repository.git('mv', 'modules/a.ts', 'a.ts');
    repository.commit();
    expect(await changed()).toEqual(['a.ts', 'modules/a.ts']);
  });

  it('leaves out a lock file in which only the version of this package differs', async () => {
    repository.commit({ 'package-lock.json': lock('1.1.0'), 'CHANGELOG.md': '1.1.0' });
    expect(await changed()).toEqual(['CHANGELOG.md']);
  });

  it('names a lock file in which a dependency differs', async () => {
    repository.commit({ 'package-lock.json': lock('1.1.0', '2.0.0') });
    expect(await changed()).toEqual(['package-lock.json']);
  });

  it('names a lock file that was deleted', async () => {
    repository.git('rm', '--quiet', 'package-lock.json');
    repository.commit();
    expect(await changed()).toEqual(['package-lock.json']);
  });

  it('fails for an unknown base and says what to do', async () => {
    const { message } = await failure(changed('origin/main'));
    expect(message).toBe(
      'git merge-base failed (fatal: Not a valid object name origin/main): fetch the whole history, and give BASE as a branch or a commit',
    );
  });
});
