import { isParkedAndEmpty } from '../shared/parked';
import { lookAtRaft, type RaftCluster } from '../shared/raft-cluster';
import { takeSnapshot } from '../shared/take-snapshot';
import type { ParkedFile } from './contract';
import type { PullOptions } from './pull';

/** Limit of one small call, milliseconds. */
const CALL_MS = 3_000;
/** A store with nothing but roles, policies and the marker is far smaller. */
const MOST_BYTES = 16 * 1024 * 1024;
/** A file that is older is taken anew, also if nothing was written since. */
const FRESH_MS = 24 * 3_600_000;

/**
 * Keeps a file of the cluster of this region while it is parked. After a failover to this region, the other cluster is parked
 * with it, so it must not be in the region that may be lost.
 *
 * @param here what the cluster said in this run
 * @returns `undefined` if the cluster is not parked
 * @throws VaultDrError; the file that is there stays
 */
export async function keepParked(options: PullOptions, here: RaftCluster): Promise<ParkedFile | undefined> {
  const { own, vault, login, store, mount, clock, deadline } = options;
  const limit = (): AbortSignal => AbortSignal.timeout(Math.max(1, deadline.remainingMs()));
  const kept = await store.readParked(limit());
  const now = clock.now();
  // Its index moves with each write, and with nothing else.
  if (kept?.clusterId === here.clusterId && kept.index === here.index && now - kept.takenAt < FRESH_MS) return 'kept';
  const token = await login(own);
  const isParked = (): Promise<boolean> =>
    isParkedAndEmpty(vault[own], { mount, token, timeoutMs: Math.max(1, deadline.cut(CALL_MS)) });
  if (!here.isActive || !(await isParked())) return undefined;
  const timeoutMs = Math.max(1, deadline.remainingMs());
  return takeSnapshot(vault[own], { token, timeoutMs, mostBytes: MOST_BYTES }, async (path, facts) => {
    // A restore that came meanwhile brought another id. One that came before has removed the marker.
    const { clusterId, version, seal } = await lookAtRaft(vault[own], Math.max(1, deadline.cut(CALL_MS)));
    if (clusterId !== here.clusterId || !(await isParked())) return undefined;
    await store.putParked(path, { ...facts, takenAt: now, clusterId, version, seal }, limit());
    return 'taken';
  });
}
