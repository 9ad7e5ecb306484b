import { isDeepStrictEqual } from 'node:util';
import { stateVersionOf } from '../terraform/terraform';

/** What to do with a state that was left by an apply. */
export type Recovery =
  | { readonly kind: 'push' }
  /** The bucket has the content of this state already. */
  | { readonly kind: 'in-place' }
  | { readonly kind: 'refuse'; readonly reason: string };

/**
 * Compares a state that was left by an apply with the one in the bucket. Pure.
 *
 * @param left the state that was left
 * @param present the state in the bucket; empty when there is none
 */
export function planRecovery(left: string, present: string): Recovery {
  const version = stateVersionOf(left);
  if (version === undefined) {
    return { kind: 'refuse', reason: 'it is not a Terraform state: give FROM=, the file or key that the apply named' };
  }
  const now = stateVersionOf(present);
  if (now === undefined || (now.lineage === version.lineage && now.serial < version.serial)) return { kind: 'push' };
  if (now.lineage !== version.lineage) {
    return {
      kind: 'refuse',
      reason: 'the two have different lineages, so it belongs to another state: give the right ENV or FROM',
    };
  }
  if (isDeepStrictEqual(contentOf(left), contentOf(present))) return { kind: 'in-place' };
  return {
    kind: 'refuse',
    reason:
      'the state in the bucket is as new or newer: something was applied after the apply that left this state. ' +
      'Plan, and import by hand what only the state that was left has',
  };
}

/** What a state says, without its number: Terraform gives a new one to a state that is pushed. */
const contentOf = (text: string): unknown => ({ ...(JSON.parse(text) as object), serial: 0 });

/** Describes a state in one line, without a value in it. */
export function describeState(text: string): string {
  const version = stateVersionOf(text);
  if (version === undefined) return 'no state';
  const { resources = [] } = JSON.parse(text) as { resources?: readonly object[] };
  return `lineage ${version.lineage}, serial ${version.serial}, ${resources.length} resources`;
}
