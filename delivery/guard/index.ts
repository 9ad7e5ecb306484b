import { DeliveryError } from '../errors';
import type { GuardFacts } from './facts';
import { checkPins } from './pins';
import { readGuardFacts } from './read-facts';
import { checkSeparation } from './separation';

/** @returns the problems of the environments, a line each; empty when there are none. Pure. */
export const checkEnvironments = (facts: GuardFacts): string[] => [
  ...checkSeparation(facts.environments),
  ...checkPins(facts),
];

/**
 * Checks the environments and their pins.
 *
 * @returns the facts that were checked
 * @throws DeliveryError with a line for every problem
 */
export async function guard(): Promise<GuardFacts> {
  const facts = await readGuardFacts();
  refuse(checkEnvironments(facts));
  return facts;
}

export function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new DeliveryError(problems.join('\n'));
}
