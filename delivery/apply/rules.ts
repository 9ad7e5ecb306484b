import { APPROVERS } from '../../live/approvers';
import { CONFIGS, type EnvironmentName } from '../../live/environments';
import type { Rules } from '../records/records';

/** @returns the rules in this checkout */
export const rulesOf = (environment: EnvironmentName): Rules => ({
  needsApproval: CONFIGS[environment].needsApproval === true,
  approvers: APPROVERS,
});

/**
 * The rules for an apply: those of the commit that was applied last, and those of this one. So no change can loosen the rules
 * that it has to follow itself. A person approves only if both know them, with all addresses that either has.
 *
 * @param before @default - there was no apply
 */
export function rulesFor(now: Rules, before: Rules | undefined): Rules {
  if (before === undefined) return now;
  const known = Object.entries(now.approvers).filter(([name]) => Object.hasOwn(before.approvers, name));
  return {
    needsApproval: now.needsApproval || before.needsApproval,
    approvers: Object.fromEntries(
      known.map(([name, addresses]) => [name, [...new Set([...addresses, ...(before.approvers[name] ?? [])])]]),
    ),
  };
}
