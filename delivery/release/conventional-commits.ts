/** A commit of `git log`. */
export interface Commit {
  readonly hash: string;
  readonly subject: string;
  readonly body: string;
}

/** A commit that follows the convention. */
export interface Change {
  readonly hash: string;
  readonly type: string;
  readonly scope: string | undefined;
  readonly summary: string;
  /** What has to be done when upgrading; only for a breaking change. */
  readonly breaking: string | undefined;
}

const HEADER = /^(\w+)(?:\(([^)]+)\))?(!)?: (.+)$/;
const FOOTER = /(?:^|\n)BREAKING[ -]CHANGE: ([\s\S]+?)(?:\n\n|\n[\w-]+: |$)/;

/**
 * @returns `undefined` for a commit that does not follow the convention; it is left out of the changelog
 * @see https://www.conventionalcommits.org/en/v1.0.0/
 */
export function parseCommit({ hash, subject, body }: Commit): Change | undefined {
  const [, type, scope, mark, summary] = HEADER.exec(subject) ?? [];
  if (type === undefined || summary === undefined) return undefined;
  const footer = FOOTER.exec(body)?.[1]?.replace(/\s+/g, ' ').trim();
  return { hash, type, scope, summary, breaking: footer ?? (mark ? summary : undefined) };
}

export type Bump = 'major' | 'minor' | 'patch';

/**
 * Determines which part of the version rises. Before 1.0.0 a breaking change raises the minor part, as semantic versioning
 * allows.
 */
export function bumpOf(changes: readonly Change[], current: string): Bump {
  if (changes.some(({ breaking }) => breaking !== undefined)) return current.startsWith('0.') ? 'minor' : 'major';
  return changes.some(({ type }) => type === 'feat') ? 'minor' : 'patch';
}
