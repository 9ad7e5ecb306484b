import { gt } from 'semver';
import { releaseOf, renderPin, type ReleasePin } from '../release/pin';
import { newestRelease } from '../release/releases';
import type { EnvironmentFacts, GuardFacts, LockedModule, TagFacts } from './facts';

interface Pinned {
  readonly name: string;
  readonly pin: ReleasePin;
  readonly locked: LockedModule | undefined;
}

/** Problems of the order of pins (prod ≤ stage ≤ the newest release) and of the bytes behind each. */
export function checkPins(facts: GuardFacts): string[] {
  const [first, ...later] = facts.environments;
  const pinned = later.flatMap(toPinned);
  return [
    ...(first && first.pin?.kind !== 'working-tree'
      ? [`live/${first.name}/package.json: ${first.name} follows the working tree: pin file:../..`]
      : []),
    ...later.filter(({ pin }) => pin?.kind === 'working-tree').map(followsWorkingTree),
    ...checkOrder(facts, later),
    ...pinned.flatMap((each) => checkBytes(each, facts)),
  ];
}

function toPinned({ name, pin, locked }: EnvironmentFacts): Pinned[] {
  const release = releaseOf(pin);
  return release === undefined ? [] : [{ name, pin: release, locked }];
}

const followsWorkingTree = ({ name }: EnvironmentFacts): string =>
  `live/${name}/package.json: ${name} follows the working tree: pin a release with "make promote"`;

/** Each environment may be as new as the one before it, and no newer. */
function checkOrder({ recorded }: GuardFacts, environments: readonly EnvironmentFacts[]): string[] {
  const problems: string[] = [];
  let limit = { name: 'the newest release', version: newestRelease(recorded) };
  for (const { name, pin } of environments) {
    const version = releaseOf(pin)?.version;
    if (version !== undefined && (limit.version === undefined || gt(version, limit.version))) {
      const than = limit.version === undefined ? `${limit.name}, which pins none` : `${limit.name} (${limit.version})`;
      problems.push(`live/${name}/package.json: ${name} pins ${version}, newer than ${than}: promote step by step`);
    }
    limit = { name, version };
  }
  return problems;
}

/** The pin, its lock, the package in `releases/`, its recorded hash and the tag have to be one and the same release. */
function checkBytes({ name, pin, locked }: Pinned, { recorded, packed, tags }: GuardFacts): string[] {
  const { version } = pin;
  const integrity = recorded[version];
  const tag = tags[version];
  if (integrity === undefined)
    return [`live/${name}/package.json: no release ${version} is in releases/integrity.json`];
  if (locked === undefined)
    return [`live/${name}/package-lock.json does not lock the module: run "make promote" again`];
  const problems: string[] = [];
  if (locked.version !== version) {
    problems.push(`live/${name}/package-lock.json locks ${locked.version}, package.json pins ${version}`);
  }
  if (packed[version] !== integrity) {
    problems.push(
      `releases/: the package of ${version} is not the one that integrity.json records: restore it from git`,
    );
  }
  if (tag?.hasSamePackage === false) {
    problems.push(`releases/: ${version} is not what the tag v${version} has: restore it from the tag`);
  }
  return [...problems, ...checkLock(name, pin, locked, integrity, tag)];
}

function checkLock(
  name: string,
  pin: ReleasePin,
  locked: LockedModule,
  integrity: string,
  tag: TagFacts | undefined,
): string[] {
  const file = `live/${name}/package-lock.json`;
  if (pin.kind === 'git') {
    const commit = locked.resolved?.split('#')[1];
    if (tag === undefined || commit === tag.commit) return [];
    return [`${file}: ${commit ?? 'no commit'} is locked, and v${pin.version} is ${tag.commit}: promote again`];
  }
  const problems: string[] = [];
  if (pin.kind === 'tarball' && locked.resolved !== renderPin(pin)) {
    problems.push(`${file}: it is taken from ${locked.resolved ?? 'nowhere'}, and ${renderPin(pin)} is pinned`);
  }
  if (locked.integrity !== integrity) {
    problems.push(
      `${file}: the locked hash is not that of release ${pin.version}: these are other bytes than the tag's`,
    );
  }
  return problems;
}
