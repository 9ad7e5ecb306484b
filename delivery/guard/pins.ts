import { gt } from 'semver';
import type { LockedPackage } from '../release/dependencies';
import { releaseOf, renderPin, type ReleasePin } from '../release/pin';
import { newestRelease } from '../release/releases';
import type { PinnedEnvironment, PinFacts, TagFacts } from './facts';
import { checkLockedPackages, checkStrayFiles } from './lock';

interface Pinned {
  readonly name: string;
  readonly pin: ReleasePin;
  readonly locked: LockedPackage | undefined;
}

/**
 * Checks that the first environment follows the working tree, that each later one pins no newer release than the one before
 * it, and that each pin, lock, package and tag is the same release.
 *
 * @returns the problems, a line each
 */
export function checkPins(facts: PinFacts): string[] {
  const [first, ...later] = facts.environments;
  const pinned = later.flatMap(toPinned);
  return [
    ...(first && first.pin?.kind !== 'working-tree'
      ? [`live/${first.name}/package.json: ${first.name} has to follow the working tree: pin file:../..`]
      : []),
    ...later.filter(({ pin }) => pin?.kind === 'working-tree').map(followsWorkingTree),
    ...checkOrder(facts, later),
    ...pinned.flatMap((each) => checkBytes(each, facts)),
    ...later.flatMap(checkStrayFiles),
    ...later.flatMap((each) => checkLockedPackages(each, facts)),
  ];
}

function toPinned({ name, pin, locked }: PinnedEnvironment): Pinned[] {
  const release = releaseOf(pin);
  return release === undefined ? [] : [{ name, pin: release, locked }];
}

const followsWorkingTree = ({ name }: PinnedEnvironment): string =>
  `live/${name}/package.json: ${name} must not follow the working tree: pin a release with "make promote"`;

/**
 * An environment must not pin a newer release than the environment before it runs, or ran before it was rolled back. So a
 * rollback of one environment holds up no other.
 */
function checkOrder({ recorded }: PinFacts, environments: readonly PinnedEnvironment[]): string[] {
  const problems: string[] = [];
  let limit = { name: 'the newest release', version: newestRelease(recorded), absence: 'there is no release yet' };
  for (const { name, pin, rolledBackFrom } of environments) {
    const version = releaseOf(pin)?.version;
    if (version !== undefined && (limit.version === undefined || gt(version, limit.version))) {
      const reason =
        limit.version === undefined ? `but ${limit.absence}` : `which is newer than ${limit.name} (${limit.version})`;
      problems.push(`live/${name}/package.json: ${name} pins ${version}, ${reason}: promote one step at a time`);
    }
    const isMarked = rolledBackFrom !== undefined && isOlder(version, rolledBackFrom, recorded);
    if (rolledBackFrom !== undefined && !isMarked) {
      problems.push(
        `live/${name}/package.json: rolledBackFrom is ${rolledBackFrom}, which is no release after ${version ?? 'none'}: ` +
          'remove it, or run "make rollback"',
      );
    }
    limit = { name, version: isMarked ? rolledBackFrom : version, absence: `${name} pins none` };
  }
  return problems;
}

const isOlder = (version: string | undefined, than: string, recorded: PinFacts['recorded']): boolean =>
  version !== undefined && Object.hasOwn(recorded, than) && gt(than, version);

/** The pin, its lock, the package in `releases/`, its recorded hash and the tag have to be the same release. */
function checkBytes({ name, pin, locked }: Pinned, { recorded, packed, tags }: PinFacts): string[] {
  const { version } = pin;
  const integrity = recorded[version];
  const tag = tags[version];
  if (integrity === undefined)
    return [`live/${name}/package.json: ${version} is not in releases/integrity.json: pin a release that is`];
  if (locked === undefined)
    return [`live/${name}/package-lock.json does not lock the module: run "make promote" again`];
  const problems: string[] = [];
  if (locked.version !== version) {
    problems.push(
      `live/${name}/package-lock.json locks ${locked.version}, but package.json pins ${version}: run "make promote" again`,
    );
  }
  if (packed[version] !== integrity) {
    problems.push(
      `releases/: the package of ${version} has another hash than integrity.json records: restore it from git`,
    );
  }
  if (tag?.hasSamePackage === false) {
    problems.push(
      `releases/: the package of ${version} differs from the one in the tag v${version}: restore it from the tag`,
    );
  }
  return [...problems, ...checkLock(name, pin, locked, integrity, tag)];
}

function checkLock(
  name: string,
  pin: ReleasePin,
  locked: LockedPackage,
  integrity: string,
  tag: TagFacts | undefined,
): string[] {
  const file = `live/${name}/package-lock.json`;
  if (pin.kind === 'git') {
    const commit = locked.resolved?.split('#')[1];
    if (tag === undefined || commit === tag.commit) return [];
    return [
      `${file} locks ${commit ?? 'no commit'}, but the tag v${pin.version} is ${tag.commit}: run "make promote" again`,
    ];
  }
  const problems: string[] = [];
  if (pin.kind === 'tarball' && locked.resolved !== renderPin(pin)) {
    problems.push(
      `${file} installs the module from ${locked.resolved ?? 'nowhere'}, but package.json pins ${renderPin(pin)}: ` +
        'run "make promote" again',
    );
  }
  if (locked.integrity !== integrity) {
    problems.push(
      `${file} locks another hash than release ${pin.version} has, so the bytes differ: run "make promote" again`,
    );
  }
  return problems;
}
