import type { ClusterObservation, DrMode, UpCluster } from '../../shared/cluster-observation';
import { otherCluster, type ClusterName } from '../../shared/contract';
import { weightsFor } from '../../shared/weighted-records';
import type { World } from '../world';

/**
 * What a cluster is for the planner. `gone` cannot serve (no answer, sealed); `changing` may become anything; `odd` is
 * somebody whose answers cannot be trusted, so that nothing is known.
 */
export type Role = DrMode | 'changing' | 'gone' | 'odd';

/** The role of a cluster. One that changes its role on our word counts as what Vault accepted. */
export function roleOf(world: World, name: ClusterName): Role {
  const observation = world.clusters[name];
  if (observation.kind === 'up') return observation.mode;
  if (world.run.promoted === name) return 'primary';
  if (world.run.demoted === name) return 'secondary';
  if (observation.kind === 'changing' || observation.kind === 'odd') return observation.kind;
  return 'gone';
}

/** The cluster's own words, when it is up. */
export const upCluster = (observation: ClusterObservation): UpCluster | undefined =>
  observation.kind === 'up' ? observation : undefined;

/** Whether waiting may turn this cluster into one that says what it is: it is restarting, or a run of ours was killed. */
export function maySettle(world: World, name: ClusterName): boolean {
  if (world.run.unsettled?.includes(name)) return false;
  const { kind } = world.clusters[name];
  return kind === 'changing' || kind === 'sealed' || (kind === 'unreachable' && world.unfinished !== undefined);
}

/** Whether the client name already leads to this cluster alone. */
export function leadsTo(world: World, name: ClusterName): boolean {
  if (world.records.kind !== 'known') return false;
  const { home, away } = weightsFor(name);
  return world.records.weights.home === home && world.records.weights.away === away;
}

/** How well the other cluster follows `primary`: `streaming`, `syncing` (linked, still copying), or not at all. */
export function linkTo(world: World, primary: ClusterName): 'streaming' | 'syncing' | undefined {
  const leader = upCluster(world.clusters[primary]);
  const follower = upCluster(world.clusters[otherCluster(primary)]);
  if (leader?.mode !== 'primary' || follower?.mode !== 'secondary') return undefined;
  if (follower.state === undefined || follower.state === 'idle' || follower.connected === false) return undefined;
  if (!sameSet(leader, follower)) return undefined;
  // A promoted cluster begins without secondaries: an id that it does not know belongs to a link of former days.
  if (follower.secondaryId !== undefined && !leader.knownSecondaries.includes(follower.secondaryId)) return undefined;
  return follower.state === 'stream-wals' ? 'streaming' : 'syncing';
}

/** Whether both belong to one replication set, as far as they say. */
export const sameSet = (a: UpCluster, b: UpCluster): boolean =>
  a.clusterId === undefined || b.clusterId === undefined || a.clusterId === b.clusterId;

/**
 * Whether `follower` has every WAL of `source`, a cluster that takes no more writes.
 *
 * @returns `undefined` when their answers do not allow the comparison
 */
export function hasEverythingOf(source: ClusterObservation, follower: ClusterObservation): boolean | undefined {
  const from = upCluster(source);
  const to = upCluster(follower);
  if (!from || !to || from.mode === 'primary') return undefined;
  // The Merkle index is the truth about the data; equal roots need no WAL numbers.
  const sameData = from.merkleRoot !== undefined && from.merkleRoot === to.merkleRoot;
  if (sameData) return true;
  if (from.lastWal !== undefined && to.lastRemoteWal !== undefined) return to.lastRemoteWal >= from.lastWal;
  return from.merkleRoot !== undefined && to.merkleRoot !== undefined ? false : undefined;
}
