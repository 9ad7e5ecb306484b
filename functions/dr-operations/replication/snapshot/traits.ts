import type { ReplicationTraits } from '../traits';

/** Of a pair that copies snapshots, and whose old primary is parked by this system. */
export const SNAPSHOT_TRAITS: ReplicationTraits = {
  kind: 'snapshot',
  needsOperationToken: false,
  canFence: true,
  lagUnit: 'raft entries',
  // A switchover takes a last file, however old the newest one is.
  maxLag: Number.MAX_SAFE_INTEGER,
  proof: 'raft-index',
  linksAgain: true,
  mayServeAgain: true,
};
