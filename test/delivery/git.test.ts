import { tmpdir } from 'node:os';
import { checkedOutTree } from '../../delivery/git';
import { failure } from '../helpers/errors';
import { GitRepository } from '../helpers/git-repository';

describe('checkedOutTree', () => {
  jest.setTimeout(30_000); // each test runs git a dozen times
  let repository: GitRepository;

  beforeEach(() => {
    repository = GitRepository.create();
    repository.commit({ 'config.ts': 'before' });
  });

  afterEach(() => repository.remove());

  const tree = (): Promise<string> => checkedOutTree(repository.folder);
  const treeOf = (commit: string): Promise<string> => {
    repository.git('checkout', '--quiet', commit);
    return tree();
  };

  it('is the same for the merge of a pull request and for its squashed commit', async () => {
    repository.git('switch', '--quiet', '--create', 'change');
    repository.commit({ 'config.ts': 'between' });
    repository.commit({ 'config.ts': 'after' });
    repository.git('switch', '--quiet', '--create', 'planned', 'main');
    repository.git('merge', '--quiet', '--no-ff', '--no-edit', 'change');
    repository.git('switch', '--quiet', 'main');
    repository.git('merge', '--quiet', '--squash', 'change');
    repository.commit();
    expect(await treeOf('planned')).toBe(await treeOf('main'));
  });

  it('differs when main went on between the plan and the merge', async () => {
    repository.git('switch', '--quiet', '--create', 'change');
    repository.commit({ 'config.ts': 'after' });
    const planned = await tree();
    repository.git('switch', '--quiet', 'main');
    repository.commit({ 'other.ts': 'went on' });
    repository.git('merge', '--quiet', '--no-edit', 'change');
    expect(await tree()).not.toBe(planned);
  });

  it('fails when a tracked file was edited', async () => {
    repository.write({ 'config.ts': 'edited' });
    expect((await failure(tree())).message).toBe(
      'finding the plan of this checkout needs a clean tree: commit or stash config.ts',
    );
  });

  it('ignores untracked files, such as those of a build', async () => {
    const before = await tree();
    repository.write({ 'out/plan/dev/plan.bin': 'made' });
    expect(await tree()).toBe(before);
  });

  it('fails outside of a repository and says what to do', async () => {
    const { message } = await failure(checkedOutTree(tmpdir()));
    expect(message).toMatch(/^git status failed \(fatal: not a git repository.*\): run this in a checkout/);
  });
});
