import type { ClusterObservation, DrMode, UpCluster } from '../../shared/cluster-observation';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../shared/contract';
import { isOlder } from '../../shared/version';
import { weightsFor } from '../../shared/weighted-records';
import type { RunFacts, World } from '../world';

/**
 * The role of a cluster for the planner. `gone`: it cannot serve (no answer, or sealed). `changing`: its next role is not
 * known. `odd`: its answers cannot be trusted, so nothing is known.
 */
export type Role = DrMode | 'changing' | 'gone' | 'odd';

/**
 * The role of a cluster. While a cluster changes its role for this run, the role that Vault accepted counts, unless the
 * cluster says that it is primary again.
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

/** Whether a cluster that this run demoted is between two roles again, for example because a node with the old role answers. */
export const contradictsDemotion = (world: World, name: ClusterName): boolean =>
  world.run.demoted === name && roleOf(world, name) === 'changing';

/** The clusters that are primary: none, one or both. */
export const primariesOf = (world: World): ClusterName[] =>
  CLUSTER_NAMES.filter((name) => roleOf(world, name) === 'primary');

/** The primary that was restored, and whose other servers may still have the keys and data of the cluster that was there. */
export function staleServersOf(world: World): ClusterName | undefined {
  const { promotion } = world;
  return promotion?.isUnfinished && roleOf(world, promotion.cluster) === 'primary' ? promotion.cluster : undefined;
}

/** What the cluster reports, if it is up. */
export const upCluster = (observation: ClusterObservation): UpCluster | undefined =>
  observation.kind === 'up' ? observation : undefined;

/** The state of a cluster in words, for a reason. */
export function describeCluster(world: World, name: ClusterName): string {
  const observation = world.clusters[name];
  switch (observation.kind) {
    case 'up':
      return observation.mode;
    case 'changing':
      return `between two roles (${observation.detail})`;
    case 'unreachable':
      return `unreachable (${observation.cause})`;
    case 'odd':
      if (observation.problem === 'client-certificate') return 'asking for a client certificate that it trusts';
      return `not answering as Vault (${observation.problem})`;
    case 'sealed':
    case 'uninitialised':
      return observation.kind;
  }
}

/** What a person does about a cluster that is not up. */
export function howToBringUp(world: World, name: ClusterName): string {
  switch (world.clusters[name].kind) {
    case 'changing':
      return `Correct what it says of ${name}, if that does not pass by itself. Then try again.`;
    case 'odd':
      return 'Correct its address, or what answers there.';
    default:
      return `Bring ${name} up, then try again.`;
  }
}

/** Whether its servers were told to stop, or may have been stopped by a run that was killed. */
export const isFenced = ({ fenced }: World, name: ClusterName): boolean =>
  fenced?.some(({ cluster }) => cluster === name) === true;

/** Whether it does not serve because its servers were told to stop. Those that still run may have no active one. */
export const isStoppedByFence = (world: World, name: ClusterName): boolean =>
  isFenced(world, name) && world.run.unfenced !== name && ['gone', 'changing'].includes(roleOf(world, name));

/**
 * Whether the cluster may soon say which role it has: it gives some answer, or it gives none while a run of ours, this
 * one or one that was killed, has begun to change things.
 */
export function maySettle(world: World, name: ClusterName): boolean {
  const { run, unfinished } = world;
  if (run.unsettled?.includes(name)) return false;
  const { kind } = world.clusters[name];
  const hasBegun = unfinished !== undefined || run.demoted !== undefined || run.demoteFailed !== undefined;
  return kind === 'changing' || kind === 'sealed' || kind === 'odd' || (kind === 'unreachable' && hasBegun);
}

/** The same for the cluster to be promoted, which gets more than one probe. */
export const targetMaySettle = (world: World, name: ClusterName): boolean =>
  maySettle(world, name) ||
  (world.clusters[name].kind === 'unreachable' && world.run.unsettled?.includes(name) !== true);

const isOpenAndUp = ({ run, clusters }: World, source: ClusterName): boolean =>
  run.catchUp === 'not-proven' && clusters[source].kind === 'up';

/** Whether the demoted cluster is up now and was not when the comparison ended. */
export const canAskAgain = (world: World, source: ClusterName): boolean =>
  isOpenAndUp(world, source) && world.run.sourceAnswered === false;

/** The same before the promotion, for both clusters. The one to be promoted is up now: it is planned to be promoted. */
export const canCompareAgain = (world: World, source: ClusterName): boolean =>
  isOpenAndUp(world, source) && [world.run.sourceAnswered, world.run.targetAnswered].includes(false);

/**
 * Whether the weights lead to this cluster alone. Clients may be there: whenever no health check is healthy, Route 53 goes
 * by the weights.
 */
export function leadsTo(world: World, name: ClusterName): boolean {
  if (world.records.kind !== 'known') return false;
  const { home, away } = weightsFor(name);
  return world.records.weights.home === home && world.records.weights.away === away;
}

/** Whether the health checks lead to the other cluster, whatever the weights say. */
export const isLedAway = ({ promotion }: World, name: ClusterName): boolean =>
  promotion?.ledByHealth === otherCluster(name);

/** Whether this system has led the clients to this cluster, by the health checks or by the weights. */
export const isLedTo = (world: World, name: ClusterName): boolean =>
  world.promotion?.ledByHealth === undefined ? leadsTo(world, name) : world.promotion.ledByHealth === name;

/** Whether a failover has promoted this cluster and left the client name to others, as the journal says. */
export const isNameDue = (world: World, name: ClusterName): boolean =>
  world.promotion?.cluster === name && world.promotion.nameDue === true && !isLedTo(world, name);

/** How the other cluster follows `primary`: `streaming`, `syncing` (linked and still copying), or not at all. */
export function linkTo(world: World, primary: ClusterName): 'streaming' | 'syncing' | undefined {
  const leader = upCluster(world.clusters[primary]);
  const follower = upCluster(world.clusters[otherCluster(primary)]);
  if (leader?.mode !== 'primary' || follower?.mode !== 'secondary') return undefined;
  if (leader.isStatusUnseen) return undefined;
  if (follower.state === undefined || follower.state === 'idle' || follower.connected === false) return undefined;
  if (!sameSet(leader, follower)) return undefined;
  // A replica without a rewind tries again and again, and streams for a moment until its primary refuses.
  if (!sameLine(leader, follower)) return undefined;
  // A promoted cluster begins without secondaries, so an id that it does not know belongs to an earlier link.
  if (follower.secondaryId !== undefined && !leader.knownSecondaries.includes(follower.secondaryId)) return undefined;
  return follower.state === 'stream-wals' ? 'streaming' : 'syncing';
}

/** Only a cluster that is or was primary counts its own WALs. */
export const hasOwnWrites = (seen: UpCluster | undefined): boolean => seen?.lastWal !== undefined;

/**
 * Whether the cluster reports that it is still the secondary of an earlier link. Each role change ends a link, so it has
 * taken no write of its own since, and its last primary has every write that it has.
 */
export function isStillLinked(world: World, name: ClusterName): boolean {
  const seen = upCluster(world.clusters[name]);
  if (seen?.mode !== 'secondary' || hasOwnWrites(seen)) return false;
  // A database that was made a replica without a rewind keeps writes of its own.
  if (!sameLine(seen, upCluster(world.clusters[otherCluster(name)]))) return false;
  return seen.secondaryId !== undefined || Boolean(seen.lastRemoteWal);
}

/**
 * Whether the cluster runs an older Vault than the other one. Vault can then not replicate to it, and its data may be in a
 * form that the older version does not know.
 *
 * @see https://developer.hashicorp.com/vault/tutorials/enterprise/disaster-recovery
 */
export function isTooOld({ clusters }: World, follower: ClusterName): boolean {
  const [own, other] = [upCluster(clusters[follower]), upCluster(clusters[otherCluster(follower)])];
  return isOlder(own?.version, other?.version);
}

/** What the WAL numbers of a cluster count. */
export interface Line {
  readonly clusterId?: UpCluster['clusterId'];
  readonly timeline?: UpCluster['timeline'];
}

/** Whether both clusters belong to one replication set, as far as they report it. */
export const sameSet = (a: Line, b: Line): boolean =>
  a.clusterId === undefined || b.clusterId === undefined || a.clusterId === b.clusterId;

/** The same for the pair, as far as it can be seen. A link overwrites, and must not overwrite another set. */
export function mayBeOneSet({ clusters }: World): boolean {
  const [home, away] = [upCluster(clusters.home), upCluster(clusters.away)];
  return home === undefined || away === undefined || sameSet(home, away);
}

/** How far a cluster has the data of another one. */
export interface Holdings {
  readonly lastRemoteWal?: number | undefined;
  readonly merkleRoot?: string | undefined;
}

/** Whether the WAL numbers of both count the same writes. A cluster that was linked without a rewind has numbers of its own. */
export const sameLine = (a: Line | undefined, b: Line | undefined): boolean =>
  a?.timeline === undefined || b?.timeline === undefined || a.timeline === b.timeline;

/**
 * Compares what a cluster has with what the demoted cluster reports. The Merkle root covers all data: if the roots differ,
 * equal numbers prove nothing.
 *
 * @param before last WAL that the demoted cluster reported before its demotion
 * @returns `nothing-against`: the demoted cluster reports neither WAL nor root (some versions do not), but what it reported
 *   before has arrived; `unknown`: it gives no answer, or nothing can be compared
 */
export function compare(
  demoted: UpCluster | undefined,
  { lastRemoteWal, merkleRoot }: Holdings,
  before: number | undefined,
): 'proven' | 'lacking' | 'nothing-against' | 'unknown' {
  // Without a state only its health has answered, which says nothing about data.
  if (demoted?.mode !== 'secondary' || demoted.state === undefined) return 'unknown';
  if (demoted.merkleRoot !== undefined && merkleRoot !== undefined) {
    return demoted.merkleRoot === merkleRoot ? 'proven' : 'lacking';
  }
  const numbers = lastRemoteWal === undefined ? undefined : compareNumbers(lastRemoteWal, demoted.lastWal, before);
  if (numbers !== undefined) return numbers;
  return before === undefined || lastRemoteWal === undefined ? 'unknown' : 'nothing-against';
}

/** Compares WAL numbers of one count. A restart or a role change may begin a new count. */
function compareNumbers(
  received: number,
  last: number | undefined,
  before: number | undefined,
): 'proven' | 'lacking' | undefined {
  if (before !== undefined && received < before) return 'lacking';
  if (last === undefined || received > last) return undefined;
  return received === last ? 'proven' : 'lacking';
}

/** Whether both have the same last WAL and different Merkle roots: their data has diverged. */
export const haveDiverged = (primary: UpCluster, secondary: UpCluster): boolean =>
  primary.lastWal !== undefined &&
  primary.lastWal === secondary.lastRemoteWal &&
  primary.merkleRoot !== undefined &&
  secondary.merkleRoot !== undefined &&
  primary.merkleRoot !== secondary.merkleRoot;

/**
 * What this run still knows after a look at the clusters. If Vault accepted a role and the cluster does not keep it, the
 * change did not happen: the first time it is requested again, the second time it counts as failed. Pure.
 */
export function withoutWhatDidNotHold({ run, clusters }: Pick<World, 'run' | 'clusters'>): RunFacts {
  let facts = run;
  for (const cluster of CLUSTER_NAMES) {
    const mode = upCluster(clusters[cluster])?.mode;
    if (facts.promoted === cluster && mode === 'secondary') {
      const notHeld = (facts.notHeld ?? 0) + 1;
      const promoteFailed = { cluster, detail: 'the promotion was accepted twice and did not hold' };
      facts = { ...facts, promoted: undefined, notHeld, ...(notHeld > 1 && { promoteFailed }) };
    }
    if (facts.demoted === cluster && facts.promoted !== cluster && mode === 'primary') {
      facts = { ...facts, demoted: undefined, catchUp: undefined };
    }
    if (facts.fence?.cluster === cluster && mode === 'primary') facts = { ...facts, fence: undefined };
  }
  // A primary follows nobody.
  const areBothPrimary = CLUSTER_NAMES.every((name) => upCluster(clusters[name])?.mode === 'primary');
  return areBothPrimary && facts.linked !== undefined ? { ...facts, linked: undefined } : facts;
}
