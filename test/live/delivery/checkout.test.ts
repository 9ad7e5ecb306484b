import { tmpdir } from 'node:os';
import { checkedOutTree } from '../../../live/delivery/checkout';
import { thrown } from '../../helpers/errors';
import { GitRepository } from '../../helpers/git-repository';

describe('checkedOutTree', () => {
  jest.setTimeout(30_000); // each test runs git a dozen times
  let repository: GitRepository;

  beforeEach(() => {
    repository = new GitRepository();
    repository.commit({ 'config.ts': 'before' });
  });

  afterEach(() => repository.remove());

  const tree = (): string => checkedOutTree(repository.directory);
  const treeOf = (commit: string): string => {
    repository.git('checkout', '--quiet', commit);
    return tree();
  };

  it('is the same for the merge of a pull request and for its squashed commit', () => {
    repository.git('switch', '--quiet', '--create', 'change');
    repository.commit({ 'config.ts': 'between' });
    repository.commit({ 'config.ts': 'after' });
    repository.git('switch', '--quiet', '--create', 'planned', 'main');
    repository.git('merge', '--quiet', '--no-ff', '--no-edit', 'change');
    repository.git('switch', '--quiet', 'main');
    repository.git('merge', '--quiet', '--squash', 'change');
    repository.commit({});
    expect(treeOf('planned')).toBe(treeOf('main'));
  });

  it('is another one when main went on between the plan and the merge', () => {
    repository.git('switch', '--quiet', '--create', 'change');
    repository.commit({ 'config.ts': 'after' });
    const planned = tree();
    repository.git('switch', '--quiet', 'main');
    repository.commit({ 'other.ts': 'went on' });
    repository.git('merge', '--quiet', '--no-edit', 'change');
    expect(tree()).not.toBe(planned);
  });

  it('fails when a tracked file was edited', async () => {
    repository.write({ 'config.ts': 'edited' });
    expect((await thrown(tree)).message).toBe('The working tree is dirty (M config.ts): commit or restore it first.');
  });

  it('does not mind what a build leaves beside the tracked files', () => {
    const before = tree();
    repository.write({ 'out/plan/dev/plan.bin': 'made' });
    expect(tree()).toBe(before);
  });

  it('fails outside of a repository, and says what to do', async () => {
    const { message } = await thrown(() => checkedOutTree(tmpdir()));
    expect(message).toMatch(/^git status failed \(fatal: not a git repository.*\): run this in a checkout/);
  });
});
