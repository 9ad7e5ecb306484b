import type { ProblemKind } from '../../functions/dr-operations/kinds';
import type { StatusResult } from '../../functions/dr-operations/result';

const KINDS: readonly ProblemKind[] = ['token-unusable', 'token-short-lived', 'rotation-stopped', 'token-ends-soon'];

/** What is wrong with the operation token of the region that gave the status, and what to do. */
export const tokenProblem = ({ problems }: StatusResult): string | undefined =>
  problems.find(({ kind }) => KINDS.includes(kind))?.text;
