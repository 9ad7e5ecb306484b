import { DeliveryError } from '../errors';
import type { GuardFacts } from './facts';
import { checkPins } from './pins';
import { readGuardFacts } from './read-facts';
import { checkSeparation } from './separation';

/** Everything that is wrong with the environments; empty when nothing is. Pure. */
export const checkEnvironments = (facts: GuardFacts): string[] => [
  ...checkSeparation(facts.environments),
  ...checkPins(facts),
];

/** @throws DeliveryError with every problem on a line of its own */
export async function guard(): Promise<GuardFacts> {
  const facts = await readGuardFacts();
  refuse(checkEnvironments(facts));
  return facts;
}

export function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new DeliveryError(problems.join('\n'));
}
