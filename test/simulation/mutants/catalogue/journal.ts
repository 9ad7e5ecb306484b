import type { Mutant } from '../mutant';

export const journal: readonly Mutant[] = [
  {
    name: 'a promotion whose name is due keeps its proof when the other primary is kept',
    file: 'dr-operations/run-report.ts',
    find: `  if (last.nameDue === true) return { ...last, proof: 'none' };`,
    replace: `  if (last.nameDue === true) return last;`,
    promise: 5,
  },
  {
    name: 'an operation that never ended is not read from the journal',
    file: 'dr-operations/history.ts',
    find: `const isOpen = outcome === 'running' || isPartial;`,
    replace: `const isOpen = outcome === undefined;`,
    promise: 3,
  },
  {
    name: 'a promotion is not read from the journal',
    file: 'dr-operations/history.ts',
    find: `parseAs(PROMOTION, text('promotion')) ??`,
    replace: ``,
    promise: 5,
  },
  {
    name: 'a journal entry written by a slow clock sorts before older entries',
    file: 'dr-operations/journal.ts',
    find: `return new Date(Math.max(Date.parse(startedAt), this.#newestAt + 1)).toISOString();`,
    replace: `return startedAt;`,
    promise: 5,
  },
  {
    name: 'an error is thrown after something was changed',
    file: 'dr-operations/run.ts',
    find: `if (!isPartial || !(error instanceof VaultDrError)) {`,
    replace: `if (!isPartial || error instanceof VaultDrError) {`,
    promise: 3,
  },
];
