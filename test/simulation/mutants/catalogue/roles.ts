import type { Mutant } from '../mutant';

export const roles: readonly Mutant[] = [
  {
    name: "a promotion always sends Vault's force flag",
    file: 'dr-operations/replication/enterprise/promote.ts',
    find: `...(force && isCatchingUp(lastFailure) && { force }),`,
    replace: `force: true,`,
    promise: 5,
  },
  {
    name: 'a role change goes ahead although a fresh observation forbids it',
    file: 'dr-operations/replication/enterprise/change-role.ts',
    find: `if (!(await context.mayAct(change.step))) return { kind: 'overtaken', mayHaveEffect };`,
    replace: `await context.mayAct(change.step);`,
    promise: 1,
  },
  {
    name: 'a role change whose outcome is not known counts as accepted',
    file: 'dr-operations/replication/enterprise/judge.ts',
    find: `return isOver || isGone ? { kind: 'unknown' } : undefined;`,
    replace: `return isOver || isGone ? { kind: 'accepted' } : undefined;`,
    promise: 1,
  },
  {
    name: 'a refused demotion counts as accepted',
    file: 'dr-operations/replication/enterprise/demote.ts',
    find: `return { ...refused(outcome), run: { demoteFailed: outcome.detail } };`,
    replace: `return { effect: true, run: { demoted: cluster, lastWalBeforeDemote } };`,
    promise: 1,
  },
  {
    name: 'a refused promotion counts as accepted',
    file: 'dr-operations/replication/enterprise/judge.ts',
    find: `if (answer !== undefined && !mayHaveHappened(answer)) {`,
    replace: `if (answer !== undefined && wanted === 'primary') return { kind: 'accepted' };
  if (answer !== undefined && !mayHaveHappened(answer)) {`,
    promise: 2,
  },
  {
    name: 'a primary that answers reads and hangs on writes is called again and again',
    file: 'dr-operations/replication/enterprise/judge.ts',
    find: `const FINAL = { isFinal: true } as const;`,
    replace: `const FINAL = {} as const;`,
    promise: 6,
  },
  {
    name: 'a promotion that did not hold is not noticed',
    file: 'dr-operations/plan/facts.ts',
    find: `if (facts.promoted === cluster && mode === 'secondary') {`,
    replace: `if (facts.promoted === cluster && mode === 'disabled') {`,
    promise: 3,
  },
  {
    name: 'a primary is demoted with a token that is about to end',
    file: 'dr-operations/plan/guards.ts',
    find: `if (leftMs >= (replaceable ? neededMs : 1)) return undefined;`,
    replace: `if (leftMs >= 1) return undefined;`,
    promise: 3,
  },
  {
    name: 'a token is written to the log',
    file: 'dr-operations/replication/enterprise/promote.ts',
    find: `const promotion = promotionOf(context, cluster);`,
    replace: `context.note('role-change-retried', { detail: String(operationToken?.reveal()) });
  const promotion = promotionOf(context, cluster);`,
    promise: 7,
  },
];
