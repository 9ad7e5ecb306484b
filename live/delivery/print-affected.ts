/** Prints the environments whose plan the checked-out commit can alter. Usage: `tsx live/delivery/print-affected.ts BASE` */
import { join } from 'node:path';
import { affectedEnvironments } from './affected';
import { changedPaths } from './changed-paths';

const EXIT_USAGE = 64;

async function main(base = ''): Promise<void> {
  if (base === '' || base.startsWith('-')) {
    console.error('BASE is missing: give the branch or commit that the change is compared with, e.g. BASE=origin/main');
    process.exitCode = EXIT_USAGE;
    return;
  }
  try {
    for (const environment of affectedEnvironments(await changedPaths(join(__dirname, '..', '..'), base)))
      console.log(environment);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}

void main(process.argv[2]);
