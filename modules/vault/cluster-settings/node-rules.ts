import type { VaultPolicyRule } from '../policy';

/**
 * What a node may do with the token that its certificate gives it: see whether it is a healthy voter, take a snapshot,
 * hand over its active role, and leave the cluster before it ends.
 */
export const NODE_RULES: readonly VaultPolicyRule[] = [
  { path: 'sys/storage/raft/autopilot/state', capabilities: ['read'] },
  { path: 'sys/storage/raft/snapshot', capabilities: ['read'] },
  { path: 'sys/storage/raft/remove-peer', capabilities: ['update'] },
  // A root-protected path: Vault and OpenBao require sudo beside update.
  { path: 'sys/step-down', capabilities: ['update', 'sudo'] },
];
