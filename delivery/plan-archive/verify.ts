import type { EnvironmentName } from '../../live/environments';
import type { StateVersion } from '../terraform/terraform';
import type { Hashes } from './files';
import type { Manifest } from './manifest';

/** The facts about this checkout that a plan archive has to agree with. */
export interface Surroundings {
  readonly environment: EnvironmentName;
  readonly accountId: string;
  /** git tree of the checked-out commit. The merge of a reviewed change has the same tree as the change. */
  readonly tree: string;
  readonly program: Manifest['program'];
}

/**
 * Checks whether a plan archive may be applied here. Pure.
 *
 * @param manifest the manifest of the archive
 * @param actual hashes of the files in the archive, without the manifest
 * @returns why it must not be applied, and what to do; `undefined` when it may be
 */
export function checkArchive(manifest: Manifest, actual: Hashes, here: Surroundings): string | undefined {
  return checkOrigin(manifest, here) ?? checkFiles(manifest, actual);
}

const planAgain = (environment: string): string => `run "make plan ENV=${environment}" and have it reviewed`;

function checkOrigin(manifest: Manifest, { environment, accountId, tree, program }: Surroundings): string | undefined {
  if (manifest.environment !== environment) {
    return `the plan archive is for ${manifest.environment}, not for ${environment}: give the right ENV or ARCHIVE`;
  }
  if (manifest.accountId !== accountId) {
    return (
      `the plan archive is for account ${manifest.accountId}, but ${environment} is account ${accountId}: ` +
      planAgain(environment)
    );
  }
  if (manifest.tree !== tree) {
    return (
      `the plan was made at commit ${manifest.commit.slice(0, 12)}, and the files checked out here differ from it: ` +
      `check out that commit or its merge, or ${planAgain(environment)}`
    );
  }
  const { name, version } = manifest.program;
  if (name !== program.name || version !== program.version) {
    return `the plan was made by ${name} ${version}, and this is ${program.name} ${program.version}: use the same program`;
  }
  return undefined;
}

function checkFiles({ files, environment }: Manifest, actual: Hashes): string | undefined {
  const names = new Set([...Object.keys(files), ...Object.keys(actual)]);
  const altered = [...names].sort().flatMap((name) => {
    if (actual[name] === undefined) return `${name} is missing`;
    if (files[name] === undefined) return `${name} was added`;
    return actual[name] === files[name] ? [] : `${name} was changed`;
  });
  if (altered.length === 0) return undefined;
  return `the plan archive was altered (${altered.slice(0, 3).join('; ')}): do not apply it, ${planAgain(environment)}`;
}

/**
 * Checks whether the state is still the one that the plan was made from. Pure.
 *
 * @param now the present state; `undefined` when there is none
 * @returns why the plan is stale, and what to do; `undefined` when it is not
 */
export function checkState({ environment, state }: Manifest, now: StateVersion | undefined): string | undefined {
  if (state?.serial === now?.serial && state?.lineage === now?.lineage) return undefined;
  const describe = (version: StateVersion | undefined): string =>
    version === undefined ? 'no state' : `state serial ${version.serial} of ${version.lineage.slice(0, 8)}`;
  return (
    `the plan is stale: it was made from ${describe(state)}, and now there is ${describe(now)}: ` +
    planAgain(environment)
  );
}
