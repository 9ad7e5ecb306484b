import type { EnvironmentName } from '../environments';
import type { Hashes } from './files';
import type { Manifest } from './manifest';
import type { StateVersion } from '../terraform/terraform';

/** What is true here and now, to compare a bundle with. */
export interface Surroundings {
  readonly environment: EnvironmentName;
  readonly accountId: string;
  /** Tree of the checkout's commit: a merge of what was reviewed has the same one. */
  readonly tree: string;
  readonly program: Manifest['program'];
}

/**
 * Why a bundle must not be applied, and what to do; `undefined` when it may. Pure.
 *
 * @param manifest what the bundle says about itself
 * @param actual hashes of the files that are in it, without the manifest
 */
export function checkBundle(manifest: Manifest, actual: Hashes, here: Surroundings): string | undefined {
  return checkOrigin(manifest, here) ?? checkFiles(manifest, actual);
}

const planAgain = (environment: string): string => `run "make plan ENV=${environment}" and have it reviewed`;

function checkOrigin(manifest: Manifest, { environment, accountId, tree, program }: Surroundings): string | undefined {
  if (manifest.environment !== environment) {
    return `the bundle is for ${manifest.environment}, not for ${environment}: give the right ENV or BUNDLE`;
  }
  if (manifest.accountId !== accountId) {
    return `the bundle is for account ${manifest.accountId}, and ${environment} is ${accountId}: ${planAgain(environment)}`;
  }
  if (manifest.tree !== tree) {
    return (
      `the bundle was planned at ${manifest.commit.slice(0, 12)}, and the files checked out here are others: ` +
      `check that commit out (or its merge), or ${planAgain(environment)}`
    );
  }
  const { name, version } = manifest.program;
  if (name !== program.name || version !== program.version) {
    return `the bundle was planned by ${name} ${version}, and this is ${program.name} ${program.version}: use the same`;
  }
  return undefined;
}

function checkFiles({ files, environment }: Manifest, actual: Hashes): string | undefined {
  const names = new Set([...Object.keys(files), ...Object.keys(actual)]);
  const altered = [...names].sort().flatMap((name) => {
    if (actual[name] === undefined) return `${name} is missing`;
    if (files[name] === undefined) return `${name} was added`;
    return actual[name] === files[name] ? [] : `${name} is not the file that was planned`;
  });
  if (altered.length === 0) return undefined;
  return `the bundle was altered (${altered.slice(0, 3).join('; ')}): do not apply it, ${planAgain(environment)}`;
}

/** Why a bundle is stale, and what to do; `undefined` when the state is still the one that was planned against. */
export function checkState({ environment, state }: Manifest, now: StateVersion | undefined): string | undefined {
  if (state?.serial === now?.serial && state?.lineage === now?.lineage) return undefined;
  const describe = (version: StateVersion | undefined): string =>
    version === undefined ? 'no state' : `serial ${version.serial} of ${version.lineage.slice(0, 8)}`;
  return (
    `the bundle is stale: it was planned against ${describe(state)}, and the state is ${describe(now)}: ` +
    planAgain(environment)
  );
}
