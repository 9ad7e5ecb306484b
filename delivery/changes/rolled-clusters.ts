import type { NormalisedChange } from './normalise';

/**
 * The groups of Vault nodes whose nodes a plan replaces, if there are several. Terraform changes them at the same time, so the
 * primary and its secondary would be rolled together, and a new version would reach both before anybody has looked at it.
 *
 * @returns their addresses; none if it is one group or no group
 */
export function groupsRolledTogether(changes: readonly NormalisedChange[]): string[] {
  const rolled = changes.filter(
    ({ address, actions, attributes }) =>
      /(^|\.)aws_autoscaling_group\./.test(address) &&
      actions.includes('update') &&
      ('launch_template' in attributes || 'mixed_instances_policy' in attributes),
  );
  return rolled.length > 1 ? rolled.map(({ address }) => address) : [];
}
