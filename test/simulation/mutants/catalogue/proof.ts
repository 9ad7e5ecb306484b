import type { Mutant } from '../mutant';

export const proof: readonly Mutant[] = [
  {
    name: 'a verification that ran out of time counts as proven',
    file: 'dr-operations/execute/verify.ts',
    find: `run: { catchUp: 'not-proven', sourceAnswered: upCluster(from) !== undefined }, detail };`,
    replace: `run: { catchUp: 'proven' }, promotion: { ...promotion, proof: 'came' }, detail };`,
    promise: 5,
  },
  {
    name: 'a verification that finds missing data counts as proven',
    file: 'dr-operations/execute/verify.ts',
    find: `run: { catchUp: 'lacking', sourceAnswered: true },`,
    replace: `run: { catchUp: 'proven' },
        promotion: { ...promotion, proof: 'came' },`,
    promise: 5,
  },
  {
    name: 'a wait for the last writes that ran out of time counts as proven',
    file: 'dr-operations/execute/catch-up.ts',
    find: `return result(sourceHasMore ? 'lacking' : 'not-proven', sourceAnswers);`,
    replace: `return result('proven');`,
    promise: 5,
  },
  {
    name: 'equal WAL numbers outweigh unequal Merkle roots',
    file: 'dr-operations/plan/facts.ts',
    find: `return demoted.merkleRoot === merkleRoot ? 'proven' : 'lacking';`,
    replace: `if (demoted.merkleRoot === merkleRoot) return 'proven';`,
    promise: 5,
  },
  {
    name: 'any WAL number of a demoted cluster counts as a proof',
    file: 'dr-operations/plan/facts.ts',
    find: `return received === last ? 'proven' : 'lacking';`,
    replace: `return received <= last ? 'proven' : 'lacking';`,
    promise: 5,
  },
  {
    name: 'a promotion ahead of the proof needs none',
    file: 'dr-operations/plan/after-promotion.ts',
    find: `world.promotion?.cluster === name && world.promotion.proof === 'due' && linkTo(world, name) !== 'streaming';`,
    replace: `world.promotion?.cluster === name && world.promotion.proof === 'due' && linkTo(world, name) === 'streaming';`,
    promise: 5,
  },
  {
    name: 'a cluster is promoted ahead of the proof although the client name already leads to it',
    file: 'dr-operations/execute/catch-up.ts',
    find: `const mayPromoteEarly = !leadsTo(world, cluster);`,
    replace: `const mayPromoteEarly = !leadsTo(world, cluster) || patient;`,
    promise: 5,
  },
  {
    name: 'a switchover begins although the data has diverged',
    file: 'dr-operations/plan/switchover.ts',
    find: `if (haveDiverged(source, target)) {`,
    replace: `if (haveDiverged(source, target) && source.mode === 'secondary') {`,
    promise: 5,
  },
  {
    name: 'either of two secondaries counts as the one that was primary',
    file: 'dr-operations/plan/switchover.ts',
    find: `world.unfinished?.to === otherCluster(name) ||`,
    replace: `world.unfinished?.to !== name ||`,
    promise: 5,
  },
];
