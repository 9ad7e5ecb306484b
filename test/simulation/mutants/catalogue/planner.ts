import type { Mutant } from '../mutant';

export const planner: readonly Mutant[] = [
  {
    name: "the secondary's report of its primary is ignored",
    file: 'dr-operations/plan/witness.ts',
    find: `return mayHear(witness, limits.heartbeatGraceMs) ? 'perhaps' : 'silent';`,
    replace: `return 'silent';`,
    promise: 1,
  },
  {
    name: 'a heartbeat that continues counts as stopped',
    file: 'dr-operations/execute/listen.ts',
    find: "return { effect: false, run: { heard: 'goes-on' }, detail:",
    replace: "return { effect: false, run: { heard: 'stopped' }, detail:",
    promise: 1,
  },
  {
    name: 'a failover does not demote a primary that answers',
    file: 'dr-operations/plan/failover.ts',
    find: `if (demoteFailed !== undefined) return planPromotion(`,
    replace: `if (demoteFailed !== world) return planPromotion(`,
    promise: 1,
  },
  {
    name: 'a primary that could not be demoted raises no objection',
    file: 'dr-operations/plan/failover.ts',
    find: `if (world.run.demoteFailed === undefined) return [mayObject('unfenced-primary')];`,
    replace: `return [mayObject('unfenced-primary')];`,
    promise: 1,
  },
  {
    name: 'a cluster that does not report its role raises no objection',
    file: 'dr-operations/plan/failover.ts',
    find: 'return object_(`${from} answers but does not say which role it has`, `Wait for it, or fence it.`);',
    replace: `return [];`,
    promise: 1,
  },
  {
    name: 'an answer that is not from Vault raises no objection',
    file: 'dr-operations/plan/failover.ts',
    find: `case 'odd':
      return object_(`,
    replace: `case 'odd':
      return ((..._words: unknown[]) => [] as Check[])(`,
    promise: 1,
  },
  {
    name: 'accepting one objection accepts all of them',
    file: 'dr-operations/plan/objections.ts',
    find: `const [first, ...others] = objections.filter((each) => !accept.includes(each.accept));`,
    replace: `const [first, ...others] = objections.filter(() => accept.length === 0);`,
    promise: 1,
  },
  {
    name: 'a failover passes over a living cluster that has more data',
    file: 'dr-operations/plan/loss-checks.ts',
    find: `if (world.run.catchUp !== 'lacking') return [mayObject('loss')];`,
    replace: `if (world.run.catchUp !== 'proven') return [mayObject('loss')];`,
    promise: 5,
  },
  {
    name: 'a failover passes over a living cluster whose data cannot be compared',
    file: 'dr-operations/plan/loss-checks.ts',
    find: `world.run.catchUp === 'not-proven' &&`,
    replace: `world.run.catchUp === 'proven' &&`,
    promise: 5,
  },
  {
    name: 'a failover has no limit on what it loses',
    file: 'dr-operations/plan/loss-checks.ts',
    find: `if (loss.kind === 'since') return loss.seconds >`,
    replace: `if (loss.kind === 'since') return -loss.seconds >`,
    promise: 5,
  },
  {
    name: 'a target that still copies or is corrupted raises no objection',
    file: 'dr-operations/plan/failover.ts',
    find: `...targetChecks(goal, world),`,
    replace: `mayObject('vault-force'),
  mayObject('other-set'),`,
    promise: 5,
  },
  {
    name: 'a rejoin discards data without acceptance',
    file: 'dr-operations/plan/rejoin.ts',
    find: `if (loss.kind === 'none') return [];`,
    replace: `if (loss.kind !== undefined) return [];`,
    promise: 8,
  },
  {
    name: 'a rejoin discards data while a proof is outstanding',
    file: 'dr-operations/plan/rejoin.ts',
    find: `if (isProofDue(world, primary)) {`,
    replace: `if (isProofDue(world, primary)) return [];
  if (isProofDue(world, primary)) {`,
    promise: 8,
  },
  {
    name: 'of two primaries, the one with the client name is kept, even if the other took over',
    file: 'dr-operations/plan/survivor.ts',
    find: `if (choice !== undefined && others.length === 0) return choice;`,
    replace: `if (choice !== undefined && others.length >= 0) return choice;`,
    promise: 8,
  },
  {
    name: 'a corrupted target does not stop a switchover',
    file: 'dr-operations/plan/switchover.ts',
    find: `if (target.corruptedMerkleTree) return`,
    replace: `if (target.corruptedMerkleTree && target.mode === 'primary') return`,
    promise: 5,
  },
];
