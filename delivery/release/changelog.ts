import { compare, valid } from 'semver';
import { isDependency, isSecurity, type Change } from './conventional-commits';

const UNRELEASED = '## Unreleased';

/** In this order. A change belongs to the first group that takes it; a change that none takes is not listed. */
const GROUPS: readonly (readonly [title: string, picks: (change: Change) => boolean])[] = [
  ['Security', isSecurity],
  ['Features', ({ type }) => type === 'feat'],
  ['Fixes', ({ type }) => type === 'fix'],
  ['Performance', ({ type }) => type === 'perf'],
  ['Reverts', ({ type }) => type === 'revert'],
  ['Dependencies', isDependency],
  ['Other changes', ({ type }) => type === undefined],
];

const groupOf = (change: Change): string | undefined => GROUPS.find(([, picks]) => picks(change))?.[0];

/**
 * Turns the section Unreleased into the section of a version: first the written notes, then the commits.
 *
 * @param date day of the release, `YYYY-MM-DD`
 */
export function releaseChangelog(changelog: string, version: string, date: string, changes: readonly Change[]): string {
  const start = changelog.indexOf(UNRELEASED);
  const [head, rest] =
    start < 0
      ? [`${changelog.trimEnd()}\n\n`, '']
      : [changelog.slice(0, start), changelog.slice(start + UNRELEASED.length)];
  const next = rest.search(/^## /m);
  const [notes, older] = next < 0 ? [rest, ''] : [rest.slice(0, next), rest.slice(next)];
  const section = [`## ${version} (${date})`, notes.trim(), ...renderGroups(changes)].filter(Boolean).join('\n\n');
  return `${head}${UNRELEASED}\n\n${section}\n${older && `\n${older}`}`;
}

function renderGroups(changes: readonly Change[]): string[] {
  const breaking = changes.filter((change) => change.breaking !== undefined);
  const groups = GROUPS.map(
    ([title]) => [title, changes.filter((change) => groupOf(change) === title).map(renderChange)] as const,
  );
  return [['Breaking changes', breaking.map(renderBreaking)] as const, ...groups]
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `### ${title}\n\n${lines.join('\n')}`);
}

const scopeOf = ({ scope }: Change): string => (scope === undefined ? '' : `**${scope}**: `);
const renderChange = (change: Change): string => `- ${scopeOf(change)}${change.summary} (${change.hash.slice(0, 7)})`;
const renderBreaking = (change: Change): string =>
  `- ${scopeOf(change)}${change.breaking ?? change.summary} (${change.hash.slice(0, 7)})`;

/**
 * @param from the older version, exclusive; `undefined` for all versions up to `to`
 * @param to the newer version, inclusive
 * @returns the sections of these versions, newest first; empty when there are none
 */
export function changelogBetween(changelog: string, from: string | undefined, to: string): string {
  return changelog
    .split(/^(?=## )/m)
    .filter((section) => {
      const version = /^## (\S+)/.exec(section)?.[1];
      if (version === undefined || valid(version) === null) return false;
      return compare(version, to) <= 0 && (from === undefined || compare(version, from) > 0);
    })
    .map((section) => section.trim())
    .join('\n\n');
}
