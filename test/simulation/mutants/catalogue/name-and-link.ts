import type { Mutant } from '../mutant';

export const nameAndLink: readonly Mutant[] = [
  {
    name: 'both weighted records get a weight',
    file: 'shared/weighted-records.ts',
    find: `away: active === 'away' ? MAX_WEIGHT : 0,`,
    replace: `away: MAX_WEIGHT,`,
    promise: 2,
  },
  {
    name: 'dns-switch follows any single primary',
    file: 'dr-operations/plan/name.ts',
    find: `if (tookOver === only) return only;`,
    replace: `if (tookOver !== null) return only;`,
    promise: 2,
  },
  {
    name: 'dns-switch does not wait for an operation that never ended',
    file: 'dr-operations/plan/name.ts',
    find: `if (unfinished || (promotion && isProofDue(world, promotion.cluster))) {`,
    replace: `if (unfinished && promotion === null) {`,
    promise: 2,
  },
  {
    name: "a cluster is linked to the client name instead of the primary's address",
    file: 'dr-operations/execute/link.ts',
    find: `primary_api_addr: context.vault[primary].address,`,
    replace: `primary_api_addr: 'https://' + context.dns.clientName,`,
    promise: 3,
  },
  {
    name: 'a link is made without checking the lease and the plan',
    file: 'dr-operations/execute/link.ts',
    find: `if (!(await context.mayAct(step))) return`,
    replace: `if (tries < 0) return`,
    promise: 4,
  },
  {
    name: 'a takeover links a cluster that may have more data',
    file: 'dr-operations/plan/after-promotion.ts',
    find: `assessDiscard(world, to).kind === 'none';`,
    replace: `assessDiscard(world, to).kind !== undefined;`,
    promise: 5,
  },
  {
    name: 'a switchover moves the clients to an old primary',
    file: 'dr-operations/plan/takeover.ts',
    find: `const isSafe = role === 'secondary' || isLedTo(world, to) || world.unfinished?.to === to;`,
    replace: `const isSafe = role !== 'primary' || isLedTo(world, to);`,
    promise: 8,
  },
  {
    name: 'a failover moves the clients to an old primary without acceptance',
    file: 'dr-operations/plan/takeover.ts',
    find: `const isOld = world.promotion?.cluster === from && role !== 'secondary';`,
    replace: `const isOld = world.promotion?.cluster === from && role === 'disabled';`,
    promise: 8,
  },
];
