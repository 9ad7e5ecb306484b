import type { Acceptance } from '../contract';
import { refuse, type Objection, type Plan, type Refusal } from '../steps';

/**
 * A check that objects. A `latent` check does not object now but may do so later in the operation, so that accepting it in
 * advance is no mistake.
 */
export type Check = Objection & { readonly when?: 'latent' };

export const object = (accept: Acceptance, reason: string, remedy: string): Objection => ({ accept, reason, remedy });

/** A check that may object later. */
export const mayObject = (accept: Acceptance): Check => ({ accept, reason: '', remedy: '', when: 'latent' });

/** Refuses if a check objects that was not accepted. Names every check that objects, so that one answer is enough. */
export function refuseUnaccepted(checks: readonly Check[], accept: readonly Acceptance[]): Refusal | undefined {
  const objections = openOf(checks);
  const [first, ...others] = objections.filter((each) => !accept.includes(each.accept));
  if (!first) return undefined;
  const more = others.length > 0 ? ` Also: ${others.map(({ reason }) => reason).join('; ')}.` : '';
  return refuse('needs-acceptance', first.reason, `${first.remedy}${more}`, { objections });
}

/** Refuses what was accepted although nothing objects: the operator expects another situation than there is. */
export function refuseUnused(checks: readonly Check[], accept: readonly Acceptance[]): Refusal | undefined {
  const unused = accept.filter((name) => !checks.some((check) => check.accept === name));
  if (unused.length === 0) return undefined;
  return refuse(
    'nothing-to-accept',
    `Nothing objects under the name "${unused.join('", "')}", so there is nothing to accept`,
    'The situation is not as you expect: look at status, then run it again without that.',
  );
}

/** A plan, with the objections that were accepted. */
export function withAccepted(plan: Plan, checks: readonly Check[]): Plan {
  const accepted = openOf(checks);
  return plan.kind === 'act' && accepted.length > 0 ? { ...plan, accepted } : plan;
}

const openOf = (checks: readonly Check[]): Objection[] => checks.filter(({ when }) => when === undefined);
