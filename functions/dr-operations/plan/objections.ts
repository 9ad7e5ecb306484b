import type { Acceptance } from '../contract';
import { refuse, type Objection, type Plan, type Refusal } from '../steps';

/**
 * A check of a plan, which objects.
 *
 * A `latent` one does not object now and may do so while the operation runs, so that accepting it ahead is no mistake.
 */
export type Check = Objection & { readonly when?: 'latent' };

export const object = (accept: Acceptance, reason: string, lift: string): Objection => ({ accept, reason, lift });

/** A check that may object later. */
export const mayObject = (accept: Acceptance): Check => ({ accept, reason: '', lift: '', when: 'latent' });

/** Refuses where something objects that was not accepted. It names all that objects, so that one answer is enough. */
export function refuseUnaccepted(checks: readonly Check[], accept: readonly Acceptance[]): Refusal | undefined {
  const objections = openOf(checks);
  const [first, ...others] = objections.filter((each) => !accept.includes(each.accept));
  if (!first) return undefined;
  const more = others.length > 0 ? ` Also: ${others.map(({ reason }) => reason).join('; ')}.` : '';
  return refuse(first.reason, `${first.lift}${more}`, { objections });
}

/** What was accepted and nothing can object to: whoever accepts it expects another world than there is. */
export function refuseUnused(checks: readonly Check[], accept: readonly Acceptance[]): Refusal | undefined {
  const unused = accept.filter((name) => !checks.some((check) => check.accept === name));
  if (unused.length === 0) return undefined;
  return refuse(
    `Nothing objects that "${unused.join('", "')}" would lift`,
    'The world is not as you expect it: look at status, then run it again without.',
  );
}

/** A plan, with what it needed to be accepted. */
export function withAccepted(plan: Plan, checks: readonly Check[]): Plan {
  const accepted = openOf(checks);
  return plan.kind === 'act' && accepted.length > 0 ? { ...plan, accepted } : plan;
}

const openOf = (checks: readonly Check[]): Objection[] => checks.filter(({ when }) => when === undefined);
