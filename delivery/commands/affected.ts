import { affectedEnvironments } from '../affected';
import { changedPaths } from '../changed-paths';
import { UsageError } from '../errors';
import { ROOT } from '../paths';
import type { Arguments } from './arguments';

/** `make affected`: prints the environments whose plan the checked-out commit can alter, one per line, and nothing else. */
export async function affected({ base = '' }: Arguments): Promise<void> {
  // git would take what begins with a dash for an option.
  if (base === '' || base.startsWith('-')) {
    throw new UsageError(
      'BASE is missing: give the branch or commit that the change is compared with, e.g. BASE=origin/main',
    );
  }
  for (const environment of affectedEnvironments(await changedPaths(ROOT, base))) console.log(environment);
}
