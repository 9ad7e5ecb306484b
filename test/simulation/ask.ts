import type { OperationRequest } from '../../functions/dr-operations/event';
import { request } from '../functions/dr-operations/worlds';

/** The overrides that an operator may name. */
export const ACCEPTANCES = [
  'unfenced-primary',
  'loss',
  'foreign-weights',
  'vault-force',
  'other-set',
  'part-lease',
] as const;
export type Acceptance = (typeof ACCEPTANCES)[number];

type Operation = Parameters<typeof request>[0];

/** An operation with the overrides that an operator names. */
export const ask = (
  operation: Operation,
  { accept = [], ...more }: Partial<Omit<OperationRequest, 'force'>> & { accept?: readonly Acceptance[] } = {},
): OperationRequest => request(operation, { ...more, force: accept.length > 0, reason: 'a drill' });

/** The same again with what a refusal asks for. */
export const accepting = (asked: OperationRequest, accept: readonly Acceptance[]): OperationRequest => ({
  ...asked,
  force: accept.length > 0,
});

/** What an operation accepts. */
export const acceptancesOf = ({ force }: OperationRequest): readonly Acceptance[] => (force ? ACCEPTANCES : []);

/** What a refusal asks an operator to accept. */
export function needsOf(error: unknown): readonly Acceptance[] {
  const { needs, message } = error as { needs?: readonly Acceptance[]; message: string };
  return needs ?? (/ force /.test(message) ? ACCEPTANCES : []);
}

/** @param accepted `true`: everything */
export const acceptedOf = (accepted: boolean | readonly string[] | undefined): ReadonlySet<string> =>
  new Set(accepted === true ? ACCEPTANCES : accepted === false ? [] : accepted);
