import { authorsSince, readNews } from '../../delivery/history';
import type { Apply } from '../../delivery/records/records';
import { failure } from '../helpers/errors';
import { GitRepository } from '../helpers/git-repository';

let repository: GitRepository;
let first: string;

beforeEach(() => {
  repository = GitRepository.create();
  first = repository.commit({ 'live/stage/config.ts': '1', 'live/prod/config.ts': '1' });
});

afterEach(() => repository.remove());

const appliedAt = (commit: string): Apply => ({
  kind: 'apply',
  environment: 'stage',
  commit,
  tree: '4b825dc6',
  digest: 'a'.repeat(64),
  by: 'build 1',
  result: 'applied',
  startedAt: '2030-01-01T00:00:00.000Z',
  endedAt: '2030-01-01T00:01:00.000Z',
  skipped: [],
  rules: { needsApproval: false, approvers: {} },
});

const news = (lastApplied?: Apply, fallback?: string) => readNews('stage', lastApplied, fallback, repository.folder);

describe('what is new in an environment', () => {
  it('stays new while it is not applied, also when a later commit does not touch it', async () => {
    repository.commit({ 'live/stage/config.ts': '2' });
    repository.commit({ 'docs/notes.md': 'notes' });
    expect(await news(appliedAt(first))).toEqual({ base: first, isAffected: true });
  });

  it('is nothing when only others have changed', async () => {
    repository.commit({ 'live/prod/config.ts': '2' });
    expect(await news(appliedAt(first))).toEqual({ base: first, isAffected: false });
  });

  it('is nothing when a change was taken back before it was applied', async () => {
    repository.commit({ 'live/stage/config.ts': '2' });
    repository.commit({ 'live/stage/config.ts': '1' });
    expect((await news(appliedAt(first))).isAffected).toBe(false);
  });

  it('is what was applied and then taken out of the history of main', async () => {
    const applied = repository.commit({ 'live/stage/config.ts': '2' });
    repository.git('reset', '--quiet', '--hard', first);
    expect(await news(appliedAt(applied))).toEqual({ base: applied, isAffected: true });
  });

  it('is what the last merge brought when no apply is recorded, and that is said', async () => {
    repository.commit({ 'live/stage/config.ts': '2' });
    expect(await news()).toEqual({
      base: first,
      isAffected: true,
      note: 'no apply of stage is recorded, so it is compared with HEAD^1',
    });
  });

  it('is compared with the given commit when the clone does not have the one that was applied', async () => {
    const middle = repository.commit({ 'live/stage/config.ts': '2' });
    repository.commit({ 'docs/notes.md': 'notes' });
    const gone = 'c0ffee'.repeat(7).slice(0, 40);
    expect(await news(appliedAt(gone), first)).toMatchObject({ base: first, isAffected: true });
    expect(await news(appliedAt(gone), middle)).toEqual({
      base: middle,
      isAffected: false,
      note: `stage was last applied at ${gone}, which is not in this clone, so it is compared with ${middle}`,
    });
  });

  it('is everything in the first commit', async () => {
    expect(await news()).toMatchObject({ base: undefined, isAffected: true });
  });
});

describe('the authors of what is new', () => {
  const as = (name: string, message: string): void => {
    repository.write({ 'notes.md': message });
    repository.git('add', '--all');
    const author = `${name} <${name}@example.com>`;
    repository.git('commit', '--quiet', '--author', author, '--message', message);
  };

  it('are those who wrote it, committed it, or are named as co-authors, and nobody from before', async () => {
    as('earlier', 'docs: begin');
    const base = repository.git('rev-parse', 'HEAD');
    as('alex', 'docs: go on\n\nCo-authored-by: Kim Lee <kim@example.com>');
    expect((await authorsSince(base, repository.folder)).sort()).toEqual([
      'alex@example.com',
      'jo@example.com',
      'kim@example.com',
    ]);
  });

  it('are all of the history when nothing is known to be old', async () => {
    as('alex', 'docs: go on');
    expect((await authorsSince(undefined, repository.folder)).sort()).toEqual(['alex@example.com', 'jo@example.com']);
  });

  it('cannot be listed in a clone that lacks a part of the history', async () => {
    as('alex', 'docs: go on');
    repository.git('clone', '--quiet', '--depth', '1', `file://${repository.folder}`, 'shallow');
    const { message } = await failure(authorsSince(undefined, `${repository.folder}/shallow`));
    expect(message).toMatch(/^this clone does not have the whole history/);
  });
});
