/**
 * The roles of the machines on which Jenkins plans, applies and drills. Each may become the role of the same access in
 * every environment, and nobody else may. A machine that checks pull requests has no role.
 */
export const AGENT_ROLES = {
  plan: 'arn:aws:iam::444444444444:role/jenkins-vault-dr-plan',
  apply: 'arn:aws:iam::444444444444:role/jenkins-vault-dr-apply',
  drill: 'arn:aws:iam::444444444444:role/jenkins-vault-dr-drill',
} as const;

/** What a role of the delivery may do. */
export type Access = keyof typeof AGENT_ROLES;
