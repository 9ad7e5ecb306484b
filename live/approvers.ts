/**
 * The people who may approve a change of an environment with `needsApproval`, by their user name in Jenkins, each with
 * all addresses under which they commit. An approval counts only if none of these addresses wrote the change, and if the
 * person was on the list when the environment was applied last. So merge a change of this list alone.
 */
export const APPROVERS: Readonly<Record<string, readonly string[]>> = {
  'example-approver': ['approver@example.com'],
};
