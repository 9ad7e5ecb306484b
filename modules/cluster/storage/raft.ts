import type { VaultStorage } from './storage';

/** Integrated storage. */
export const raftStorage = (): VaultStorage => ({
  kind: 'raft',
  validate: () => [],
  bind: () => ({ stanza: 'storage "raft" {\n  node_id = "{{instance_id}}"\n}', permissions: [], warnings: [] }),
});
