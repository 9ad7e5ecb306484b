import type { ClusterObservation, DrMode, UpCluster } from '../../shared/cluster-observation';
import { otherCluster, type ClusterName } from '../../shared/contract';
import { weightsFor } from '../../shared/weighted-records';
import type { World } from '../world';

/**
 * What a cluster is for the planner. `gone` cannot serve (no answer, sealed); `changing` may become anything; `odd` is
 * somebody whose answers cannot be trusted, so that nothing is known.
 */
export type Role = DrMode | 'changing' | 'gone' | 'odd';

/**
 * The role of a cluster. One that changes its role on our word counts as what Vault accepted, unless it calls itself
 * primary again.
 */
export function roleOf(world: World, name: ClusterName): Role {
  const observation = world.clusters[name];
  if (observation.kind === 'up') return observation.mode;
  const isPrimaryAgain = observation.kind === 'changing' && observation.mode === 'primary';
  if (world.run.demoted === name && isPrimaryAgain) return 'changing';
  if (world.run.promoted === name) return 'primary';
  if (world.run.demoted === name) return 'secondary';
  if (observation.kind === 'changing' || observation.kind === 'odd') return observation.kind;
  return 'gone';
}

/** The cluster's own words, when it is up. */
export const upCluster = (observation: ClusterObservation): UpCluster | undefined =>
  observation.kind === 'up' ? observation : undefined;

/**
 * Whether waiting may turn this cluster into one that says what it is: it answers something, or one look at it is not
 * enough because a run of ours, this one or one that was killed, has begun to change things.
 */
export function maySettle(world: World, name: ClusterName): boolean {
  const { run, unfinished } = world;
  if (run.unsettled?.includes(name)) return false;
  const { kind } = world.clusters[name];
  const hasBegun = unfinished !== undefined || run.demoted !== undefined || run.demoteFailed !== undefined;
  return kind === 'changing' || kind === 'sealed' || kind === 'odd' || (kind === 'unreachable' && hasBegun);
}

/** The same of the cluster that shall be promoted. Only the one that is given up is limited to one probe. */
export const targetMaySettle = (world: World, name: ClusterName): boolean =>
  maySettle(world, name) ||
  (world.clusters[name].kind === 'unreachable' && world.run.unsettled?.includes(name) !== true);

/** Whether the demoted cluster can be asked now what it could not be asked when the comparison ended. */
export const canAskAgain = ({ run, clusters }: World, source: ClusterName): boolean =>
  run.catchUp === 'not-proven' && run.sourceTold === false && clusters[source].kind === 'up';

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

/** The same of the pair, as far as it can be seen: a link overwrites, and only one set may be overwritten by itself. */
export function mayBeOneSet({ clusters }: World): boolean {
  const [home, away] = [upCluster(clusters.home), upCluster(clusters.away)];
  return home === undefined || away === undefined || sameSet(home, away);
}

/** What one cluster has of another. */
export interface Holdings {
  readonly lastRemoteWal?: number | undefined;
  readonly merkleRoot?: string | undefined;
}

/**
 * Compares what a cluster has with what the demoted cluster tells. The Merkle root is the truth about the data: unequal
 * roots prove nothing, whatever the numbers say.
 *
 * @param before last WAL that the demoted cluster told before its demotion
 * @returns `nothing-against`: it tells neither WAL nor root (some versions do), but what it told before has arrived;
 *   `unknown`: it cannot be asked, or nothing can be compared
 */
export function compare(
  demoted: UpCluster | undefined,
  { lastRemoteWal, merkleRoot }: Holdings,
  before: number | undefined,
): 'proven' | 'lacking' | 'nothing-against' | 'unknown' {
  // Without a state only its health has answered, and that tells nothing about data.
  if (demoted?.mode !== 'secondary' || demoted.state === undefined) return 'unknown';
  if (demoted.merkleRoot !== undefined && merkleRoot !== undefined) {
    return demoted.merkleRoot === merkleRoot ? 'proven' : 'lacking';
  }
  const numbers = lastRemoteWal === undefined ? undefined : compareNumbers(lastRemoteWal, demoted.lastWal, before);
  if (numbers !== undefined) return numbers;
  // One that has not even what was told before is lacking, above.
  return before === undefined || lastRemoteWal === undefined ? 'unknown' : 'nothing-against';
}

/** WAL numbers, as far as they are of one count: a restart or a role change may begin a new one. */
function compareNumbers(
  received: number,
  last: number | undefined,
  before: number | undefined,
): 'proven' | 'lacking' | undefined {
  if (before !== undefined && received < before) return 'lacking';
  if (last === undefined || received > last) return undefined;
  return received === last ? 'proven' : 'lacking';
}

/** Both have the same last WAL and unequal roots while nothing is on its way: their data has diverged. */
export const haveDiverged = (primary: UpCluster, secondary: UpCluster): boolean =>
  primary.lastWal !== undefined &&
  primary.lastWal === secondary.lastRemoteWal &&
  primary.merkleRoot !== undefined &&
  secondary.merkleRoot !== undefined &&
  primary.merkleRoot !== secondary.merkleRoot;
