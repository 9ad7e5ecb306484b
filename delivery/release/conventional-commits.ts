/** A commit of `git log`. */
export interface Commit {
  readonly hash: string;
  readonly subject: string;
  readonly body: string;
}

/** What a commit says about itself. */
export interface Change {
  readonly hash: string;
  /** @default - the commit does not follow the convention */
  readonly type: string | undefined;
  readonly scope: string | undefined;
  readonly summary: string;
  /** What has to be done when upgrading; only for a breaking change. */
  readonly breaking: string | undefined;
  /** Hashes of the commits that this one takes back; can be abbreviated. */
  readonly reverts: readonly string[];
}

/** Renovate ends the message of an update that mends a weakness with `[security]`. */
const HEADER = /^(\w+)(?:\(([^)]+)\))?(!)?: (.+?)( \[security\])?$/;
const FOOTER = /(?:^|\n)BREAKING[ -]CHANGE: ([\s\S]+?)(?:\n\n|\n[\w-]+: |$)/;
/** How git begins the message of a commit that takes one back, and of one that takes a revert back. */
const REVERT = /^(Revert|Reapply) "(.+)"$/;
const REVERTED = /This reverts commit ([0-9a-f]{7,64})/g;
/** The convention names the reverted commits in a footer. */
const REFERENCES = /(?:^|\n)Refs: ([0-9a-f]{7,64}(?:, ?[0-9a-f]{7,64})*)/;

/** @see https://www.conventionalcommits.org/en/v1.0.0/ */
export function parseCommit({ hash, subject, body }: Commit): Change {
  const footer = FOOTER.exec(body)?.[1]?.replace(/\s+/g, ' ').trim();
  const [, verb, quoted = ''] = REVERT.exec(subject) ?? [];
  const header = parseHeader(verb === undefined ? subject : quoted);
  const named = [...body.matchAll(REVERTED)].map(([, reverted = '']) => reverted);
  if (verb === 'Revert') {
    // Whoever uses a feature of the release before does not find it any more.
    const lost = header.type === 'feat' ? `without ${header.summary}` : undefined;
    return {
      hash,
      type: 'revert',
      scope: header.scope,
      summary: header.summary,
      breaking: footer ?? lost,
      reverts: named,
    };
  }
  const listed = header.type === 'revert' ? (REFERENCES.exec(body)?.[1]?.split(/, ?/) ?? []) : [];
  const breaking = footer ?? (header.isBreaking ? header.summary : undefined);
  const { type, scope, summary } = header;
  return { hash, type, scope, summary, breaking, reverts: [...named, ...listed] };
}

interface Header extends Pick<Change, 'type' | 'scope' | 'summary'> {
  readonly isBreaking: boolean;
}

function parseHeader(text: string): Header {
  const [, type, scope, mark, summary, security] = HEADER.exec(text) ?? [];
  if (type === undefined || summary === undefined)
    return { type: undefined, scope: undefined, summary: text, isBreaking: false };
  const own = security === undefined ? type.toLowerCase() : 'security';
  return { type: own, scope, summary, isBreaking: mark !== undefined };
}

/**
 * Leaves out each commit that a later one takes back, and the later one with it.
 *
 * @param changes newest first
 */
export function withoutReverted(changes: readonly Change[]): Change[] {
  const reverted = new Set<string>();
  return changes.filter((change) => {
    // A revert that was itself taken back takes nothing back.
    if (reverted.has(change.hash)) return false;
    const found = change.reverts.map((hash) => changes.find((each) => each.hash.startsWith(hash))?.hash);
    for (const hash of found) if (hash !== undefined) reverted.add(hash);
    return found.length === 0 || found.includes(undefined);
  });
}

/** Types of commits that change nothing for users of the package. */
const SILENT = ['chore', 'build', 'ci', 'docs', 'style', 'test'];

/** Whether a commit mends a weakness. */
export const isSecurity = ({ type, scope }: Change): boolean => type === 'security' || scope === 'security';

/** Whether a commit updates a package. The Lambdas contain development dependencies, so these count too. */
export const isDependency = ({ type, scope }: Change): boolean =>
  type === 'deps' || ['deps', 'deps-dev', 'dependencies'].includes(scope ?? '');

/** Whether a commit is a reason to release. A commit that does not follow the convention can have changed anything. */
export const isReleasable = (change: Change): boolean =>
  change.breaking !== undefined ||
  isSecurity(change) ||
  isDependency(change) ||
  change.type === undefined ||
  !SILENT.includes(change.type);

export type Bump = 'major' | 'minor' | 'patch';

/**
 * Determines which part of the version rises. Before 1.0.0 a breaking change raises the minor part, as semantic versioning
 * allows.
 */
export function bumpOf(changes: readonly Change[], current: string): Bump {
  if (changes.some(({ breaking }) => breaking !== undefined)) return current.startsWith('0.') ? 'minor' : 'major';
  return changes.some(({ type }) => type === 'feat') ? 'minor' : 'patch';
}
