import { changelogBetween, releaseChangelog } from '../../../delivery/release/changelog';
import {
  bumpOf,
  isReleasable,
  parseCommit,
  withoutReverted,
  type Change,
} from '../../../delivery/release/conventional-commits';

const parse = (subject: string, body = '', hash = 'a1b2c3d4e5'): Change => parseCommit({ hash, subject, body });
const changes = (...subjects: string[]): Change[] => subjects.map((subject) => parse(subject));

describe('a commit', () => {
  it('has a type, a scope and a summary', () => {
    expect(parse('fix(dns-switch): change both weights')).toEqual({
      hash: 'a1b2c3d4e5',
      type: 'fix',
      scope: 'dns-switch',
      summary: 'change both weights',
      breaking: undefined,
      reverts: [],
    });
  });

  it('is breaking by a mark or by a footer', () => {
    expect(parse('feat(modules)!: rename a prop').breaking).toBe('rename a prop');
    expect(parse('feat: a prop', 'Why.\n\nBREAKING CHANGE: give `away`\nas well').breaking).toBe('give `away` as well');
  });

  it('has no type when it does not follow the convention, and keeps its subject', () => {
    expect(parse('Bump fflate from 0.8.2 to 0.8.3')).toMatchObject({
      type: undefined,
      summary: 'Bump fflate from 0.8.2 to 0.8.3',
    });
  });
});

describe('a revert', () => {
  it('names what it takes back, in the words of git and of the convention', () => {
    expect(parse('Revert "fix(auth): wait"', 'This reverts commit 0123456789abcdef.')).toMatchObject({
      type: 'revert',
      scope: 'auth',
      summary: 'wait',
      reverts: ['0123456789abcdef'],
    });
    expect(parse('revert: do not wait', 'Too slow.\n\nRefs: 676104e, a215868').reverts).toEqual(['676104e', 'a215868']);
  });

  it('is breaking when it takes back a feature', () => {
    expect(parse('Revert "feat: a prop"').breaking).toBe('without a prop');
    expect(parse('Revert "fix: a prop"').breaking).toBeUndefined();
  });

  const feature = parse('feat: a prop', '', 'aaaaaaa1');
  const revert = parse('Revert "feat: a prop"', 'This reverts commit aaaaaaa1.', 'bbbbbbb2');
  const again = parse('Reapply "feat: a prop"', 'This reverts commit bbbbbbb2.', 'ccccccc3');
  const fix = parse('fix: wait', '', 'ddddddd4');

  it('leaves nothing of a commit that was not released yet', () => {
    expect(withoutReverted([revert, fix, feature])).toEqual([fix]);
  });

  it('stays when the commit was released before', () => {
    expect(withoutReverted([revert, fix])).toEqual([revert, fix]);
  });

  it('that is taken back leaves the commit', () => {
    expect(withoutReverted([again, revert, feature])).toEqual([feature]);
    expect(withoutReverted([again])).toEqual([again]);
    expect(again.type).toBe('feat');
  });
});

describe('the next version', () => {
  it.each([
    ['0.4.1', ['feat!: rename'], 'minor'],
    ['1.4.1', ['feat!: rename'], 'major'],
    ['1.4.1', ['fix: a', 'feat: b'], 'minor'],
    ['1.4.1', ['fix: a', 'perf: b'], 'patch'],
    ['1.4.1', ['Revert "feat: a"'], 'major'],
    ['1.4.1', ['Change something', 'build(deps): raise a', 'security: check a'], 'patch'],
  ])('after %s with %j raises the %s part', (current, subjects, bump) => {
    expect(bumpOf(changes(...subjects), current)).toBe(bump);
  });

  it.each([
    'Bump fflate from 0.8.2 to 0.8.3',
    'build(deps): raise fflate',
    'chore(deps-dev): update the AWS SDK',
    'chore(security): refuse a weak cipher',
    'revert: do not wait',
    'docs!: the prop is gone',
    'refactor: one call less',
  ])('has a reason in «%s»', (subject) => expect(isReleasable(parse(subject))).toBe(true));

  it.each(['docs: say so', 'chore: tidy', 'test(auth): wait', 'ci: another agent', 'build: a target'])(
    'has no reason in «%s»',
    (subject) => expect(isReleasable(parse(subject))).toBe(false),
  );
});

describe('the changelog', () => {
  const before = '# Changelog\n\nWords.\n\n## Unreleased\n\nRun this by hand.\n\n## 1.0.0 (2026-01-01)\n\nFirst.\n';

  it('moves the unreleased notes to the version, and adds the commits', () => {
    const commits = changes('feat(auth)!: sign anew', 'fix: wait', 'docs: say so');
    expect(releaseChangelog(before, '2.0.0', '2026-02-03', commits)).toBe(
      '# Changelog\n\nWords.\n\n## Unreleased\n\n## 2.0.0 (2026-02-03)\n\nRun this by hand.\n\n' +
        '### Breaking changes\n\n- **auth**: sign anew (a1b2c3d)\n\n### Features\n\n- **auth**: sign anew (a1b2c3d)\n\n' +
        '### Fixes\n\n- wait (a1b2c3d)\n\n## 1.0.0 (2026-01-01)\n\nFirst.\n',
    );
  });

  it('lists security first, then what is no feature or fix, each change once', () => {
    const commits = changes(
      'Change something',
      'chore(deps): update fflate',
      'chore(deps): update b [security]',
      'Revert "fix: wait"',
      'fix(security): check the name',
      'refactor: one call less',
    );
    expect(releaseChangelog('# Changelog\n', '1.0.1', '2026-02-03', commits)).toContain(
      '## 1.0.1 (2026-02-03)\n\n' +
        '### Security\n\n- **deps**: update b (a1b2c3d)\n- **security**: check the name (a1b2c3d)\n\n' +
        '### Reverts\n\n- wait (a1b2c3d)\n\n### Dependencies\n\n- **deps**: update fflate (a1b2c3d)\n\n' +
        '### Other changes\n\n- Change something (a1b2c3d)\n',
    );
  });

  it('gives the sections between two versions, newest first', () => {
    const all = '# Changelog\n\n## Unreleased\n\n## 1.10.0 (x)\n\nC\n\n## 1.9.0 (x)\n\nB\n\n## 1.0.0 (x)\n\nA\n';
    expect(changelogBetween(all, '1.0.0', '1.10.0')).toBe('## 1.10.0 (x)\n\nC\n\n## 1.9.0 (x)\n\nB');
    expect(changelogBetween(all, undefined, '1.0.0')).toBe('## 1.0.0 (x)\n\nA');
    expect(changelogBetween(all, '1.10.0', '1.0.0')).toBe('');
  });
});
