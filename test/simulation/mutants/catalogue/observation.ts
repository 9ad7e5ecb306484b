import type { Mutant } from '../mutant';

export const observation: readonly Mutant[] = [
  {
    name: 'a node that cannot serve outweighs a node that says it is primary',
    file: 'shared/cluster-observation.ts',
    find: `if (claim === 'primary') return claim;`,
    replace: `const blank = find('uninitialised') ?? find('sealed');
  if (blank) return blank;
  if (claim === 'primary') return claim;`,
    promise: 1,
  },
  {
    name: 'of several nodes that disagree, the last one counts',
    file: 'shared/cluster-observation.ts',
    find: `if (modes.size > 1) return changing('its nodes disagree');`,
    replace: `if (modes.size > 1) return [...modes].at(-1) as DrMode;`,
    promise: 1,
  },
  {
    name: 'an answer that is not from Vault counts as no answer',
    file: 'shared/statements.ts',
    find: `if (error instanceof BadAnswerError) return { kind: 'odd', problem: error.badAnswer };`,
    replace: `if (error instanceof BadAnswerError) return { kind: 'silent', cause: 'reset' };`,
    promise: 1,
  },
  {
    name: 'a read that contradicts an accepted role change counts at once',
    file: 'dr-operations/evidence.ts',
    find: `if (this.stableMs(cluster) >= STABLE_MS) return observation;`,
    replace: `if (this.stableMs(cluster) >= 0) return observation;`,
    promise: 3,
  },
  {
    name: 'no answer right after "I am primary" counts as gone at once',
    file: 'dr-operations/evidence.ts',
    find: `if (CANNOT_SERVE.has(observation.kind) && this.#primaries.has(cluster)) {`,
    replace: `if (CANNOT_SERVE.has(observation.kind) && this.#primaries.size > 2) {`,
    promise: 1,
  },
  {
    name: 'an observation never becomes too old to act on',
    file: 'dr-operations/evidence.ts',
    find: `return CLUSTER_NAMES.every((name) => this.#sight(name).at.ageMs() < FRESH_MS);`,
    replace: `return CLUSTER_NAMES.length > 0;`,
    promise: 1,
  },
  {
    name: 'an observation from 20 seconds ago counts as fresh',
    file: 'dr-operations/evidence.ts',
    find: `const FRESH_MS = 2_000;`,
    replace: `const FRESH_MS = 20_000;`,
    promise: 1,
  },
  {
    name: 'two replication sets count as one',
    file: 'dr-operations/plan/facts.ts',
    find: `a.clusterId === undefined || b.clusterId === undefined || a.clusterId === b.clusterId;`,
    replace: `a.clusterId !== '' || b.clusterId !== '';`,
    promise: 5,
  },
  {
    name: 'a link that the primary no longer knows counts as a link',
    file: 'dr-operations/plan/facts.ts',
    find: `if (follower.secondaryId !== undefined && !leader.knownSecondaries.includes(follower.secondaryId)) return undefined;`,
    replace: ``,
    promise: 5,
  },
];
