import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireTipOfMain } from '../../delivery/tip';
import { failure } from '../helpers/errors';
import { GitRepository } from '../helpers/git-repository';

describe('the tip of main', () => {
  jest.setTimeout(30_000); // each test runs git a dozen times
  let repository: GitRepository;
  let remote: string;

  beforeEach(() => {
    remote = mkdtempSync(join(realpathSync(tmpdir()), 'vault-dr-remote-'));
    execFileSync('git', ['init', '--quiet', '--bare', remote]);
    repository = GitRepository.create();
    repository.commit({ 'config.ts': 'before' });
    repository.git('remote', 'add', 'origin', `file://${remote}`);
    repository.git('push', '--quiet', 'origin', 'main');
  });

  afterEach(() => {
    repository.remove();
    rmSync(remote, { recursive: true, force: true });
  });

  const required = () => requireTipOfMain(repository.folder);
  const refused = async (): Promise<string> => (await failure(required())).message;

  it('is taken also when nothing says that it is the branch main', async () => {
    repository.git('checkout', '--quiet', '--detach');
    expect(await required()).toEqual({
      commit: repository.git('rev-parse', 'main'),
      tree: repository.git('rev-parse', 'main^{tree}'),
    });
  });

  it('is not an older commit, which an old build has', async () => {
    const old = repository.git('rev-parse', 'HEAD');
    const tip = repository.commit({ 'config.ts': 'after' });
    repository.git('push', '--quiet', 'origin', 'main');
    repository.git('checkout', '--quiet', old);
    expect(await refused()).toBe(
      `only the tip of main is applied: it is ${tip} at origin, and ${old} is checked out: build main again`,
    );
  });

  it('is not a commit that was not pushed, whatever the clone calls origin/main', async () => {
    const local = repository.commit({ 'config.ts': 'after' });
    repository.git('update-ref', 'refs/remotes/origin/main', local);
    expect(await refused()).toContain(`and ${local} is checked out`);
  });

  it('is not a branch or a tag that is called main too', async () => {
    const local = repository.commit({ 'config.ts': 'after' });
    repository.git('push', '--quiet', 'origin', 'HEAD:refs/tags/main', 'HEAD:refs/heads/feature/main');
    expect(await refused()).toContain(`and ${local} is checked out`);
  });

  it.each([
    ['edited', 'config.ts'],
    ['added', 'more.ts'],
  ])('has no %s file', async (_what, name) => {
    repository.write({ [name]: 'something else' });
    expect(await refused()).toBe(`an apply needs a clean tree: commit or stash ${name}`);
  });

  it('is not known while the remote does not answer', async () => {
    rmSync(remote, { recursive: true });
    expect(await refused()).toMatch(
      /^git ls-remote failed \(fatal: .*\): check that origin is reachable and has main$/,
    );
  });
});
