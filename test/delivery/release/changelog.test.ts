import { changelogBetween, releaseChangelog } from '../../../delivery/release/changelog';
import { bumpOf, parseCommit, type Change } from '../../../delivery/release/conventional-commits';

const parse = (subject: string, body = ''): Change | undefined => parseCommit({ hash: 'a1b2c3d4e5', subject, body });
const changes = (...subjects: string[]): Change[] => subjects.flatMap((subject) => parse(subject) ?? []);

describe('a commit', () => {
  it('has a type, a scope and a summary', () => {
    expect(parse('fix(dns-switch): change both weights')).toEqual({
      hash: 'a1b2c3d4e5',
      type: 'fix',
      scope: 'dns-switch',
      summary: 'change both weights',
      breaking: undefined,
    });
  });

  it('is breaking by a mark or by a footer', () => {
    expect(parse('feat(modules)!: rename a prop')?.breaking).toBe('rename a prop');
    expect(parse('feat: a prop', 'Why.\n\nBREAKING CHANGE: give `away`\nas well')?.breaking).toBe(
      'give `away` as well',
    );
  });

  it('is left out when it does not follow the convention', () => {
    expect(parse('Merge branch main')).toBeUndefined();
  });
});

describe('the next version', () => {
  it.each([
    ['0.4.1', ['feat!: rename'], 'minor'],
    ['1.4.1', ['feat!: rename'], 'major'],
    ['1.4.1', ['fix: a', 'feat: b'], 'minor'],
    ['1.4.1', ['fix: a', 'perf: b'], 'patch'],
  ])('after %s with %j raises the %s part', (current, subjects, bump) => {
    expect(bumpOf(changes(...subjects), current)).toBe(bump);
  });
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

  it('gives the sections between two versions, newest first', () => {
    const all = '# Changelog\n\n## Unreleased\n\n## 1.10.0 (x)\n\nC\n\n## 1.9.0 (x)\n\nB\n\n## 1.0.0 (x)\n\nA\n';
    expect(changelogBetween(all, '1.0.0', '1.10.0')).toBe('## 1.10.0 (x)\n\nC\n\n## 1.9.0 (x)\n\nB');
    expect(changelogBetween(all, undefined, '1.0.0')).toBe('## 1.0.0 (x)\n\nA');
    expect(changelogBetween(all, '1.10.0', '1.0.0')).toBe('');
  });
});
