import type { Mutant } from '../mutant';

export const binaries: readonly Mutant[] = [
  {
    name: 'an older cluster is linked below a newer one',
    file: 'dr-operations/plan/facts.ts',
    find: `return isOlder(own?.version, other?.version);`,
    replace: `return isOlder(own?.version, own?.version) && other !== undefined;`,
    promise: 5,
  },
  {
    name: 'a link that cannot be seen is cut and made again',
    file: 'dr-operations/plan/linkable.ts',
    find: `upCluster(each)?.isStatusUnseen === true);`,
    replace: `upCluster(each) === undefined);`,
    promise: 3,
  },
  {
    name: 'a primary whose license has ended is demoted',
    file: 'dr-operations/plan/switchover.ts',
    find: `...(role === 'primary' ? licenseChecks(world, [from, to]) : []),`,
    replace: `...(role === 'gone' ? licenseChecks(world, [from, to]) : []),`,
    promise: 2,
  },
];
