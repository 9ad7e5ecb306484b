import type { ClusterObservation, UpCluster } from '../../functions/shared/cluster-observation';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../functions/shared/contract';
import { noReplication } from '../../functions/shared/community';
import { enableAnew } from '../../functions/shared/enable-anew';
import { isOlder } from '../../functions/shared/version';

/** One step of the first enablement. A step that is already done is skipped. */
export type EnableStep =
  /** Makes the cluster the primary of a new replication set. */
  | { readonly kind: 'enable-primary'; readonly cluster: ClusterName }
  /** Makes the cluster a secondary of the other one, which wipes the cluster. */
  | { readonly kind: 'enable-secondary'; readonly cluster: ClusterName }
  /** Waits until the secondary has copied everything and streams. */
  | { readonly kind: 'await-stream'; readonly cluster: ClusterName }
  /** Writes on the primary and waits until the write has arrived at the secondary. */
  | { readonly kind: 'canary'; readonly cluster: ClusterName }
  /** Invokes the Lambda that stores the first operation token in the region of the cluster. */
  | { readonly kind: 'first-token'; readonly cluster: ClusterName };

/** Whether a region has an operation token that can be used. */
export type TokenState = 'usable' | 'missing';

export interface EnableWorld {
  readonly clusters: Readonly<Record<ClusterName, ClusterObservation>>;
  readonly tokens: Readonly<Record<ClusterName, TokenState>>;
  /** Whether a canary of this run has arrived. */
  readonly canaryArrived: boolean;
}

export type EnablePlan =
  | {
      readonly kind: 'act';
      readonly steps: readonly [EnableStep, ...EnableStep[]];
      readonly already: readonly string[];
    }
  | { readonly kind: 'done'; readonly already: readonly string[] }
  | { readonly kind: 'refuse'; readonly reason: string; /** What to do first. */ readonly remedy: string };

const refuse = (reason: string, remedy: string): EnablePlan => ({ kind: 'refuse', reason, remedy });

/** Plans the steps until the pair replicates and has its tokens. Home becomes primary unless away already is. Pure. */
export function planEnable(world: EnableWorld): EnablePlan {
  const { home, away } = world.clusters;
  const down = CLUSTER_NAMES.find((name) => world.clusters[name].kind !== 'up');
  if (down)
    return refuse(
      `${down} is ${world.clusters[down].kind}`,
      `Make sure that ${down} is initialised, unsealed, and reachable from here.`,
    );
  if (home.kind !== 'up' || away.kind !== 'up') throw new Error('unreachable: both clusters are up');
  const community = home.isCommunity ? 'home' : away.isCommunity ? 'away' : undefined;
  if (community) {
    const { reason, remedy } = noReplication(community);
    return refuse(reason, remedy);
  }
  if (home.mode === 'primary' && away.mode === 'primary') {
    return refuse(
      'Both clusters are primary',
      'If they were a pair before, run vault-dr rejoin. Otherwise disable replication on one of them.',
    );
  }
  const primary: ClusterName = away.mode === 'primary' ? 'away' : 'home';
  const secondary = otherCluster(primary);
  const [leader, follower] = primary === 'home' ? [home, away] : [away, home];
  if (leader.mode === 'secondary') {
    return refuse(`${primary} is a secondary, and no cluster is primary`, 'Run vault-dr status.');
  }
  return objectionTo(primary, leader, follower) ?? remaining(primary, secondary, leader, follower, world);
}

function objectionTo(primary: ClusterName, leader: UpCluster, follower: UpCluster): EnablePlan | undefined {
  const secondary = otherCluster(primary);
  if (isOlder(follower.version, leader.version)) {
    return refuse(
      `${secondary} runs Vault ${follower.version}, older than ${primary}'s ${leader.version}`,
      `Upgrade ${secondary} first: a secondary must not be older than its primary.`,
    );
  }
  if (follower.mode !== 'secondary') return undefined;
  if (leader.mode === 'disabled') {
    return refuse(
      `${secondary} is a secondary of another primary than ${primary}`,
      `Check the addresses of both clusters. ${enableAnew(secondary, follower.mode)}`,
    );
  }
  const isOther =
    follower.clusterId !== undefined && leader.clusterId !== undefined && follower.clusterId !== leader.clusterId;
  if (isOther)
    return refuse(
      `${secondary} belongs to another replication set than ${primary}`,
      `Check the addresses of both clusters. ${enableAnew(secondary, follower.mode)}`,
    );
  if (follower.state !== 'idle') return undefined;
  return refuse(`${secondary} is a secondary without a link to ${primary}`, 'Run vault-dr rejoin instead.');
}

function remaining(
  primary: ClusterName,
  secondary: ClusterName,
  leader: UpCluster,
  follower: UpCluster,
  { tokens, canaryArrived }: EnableWorld,
): EnablePlan {
  const isPrimary = leader.mode === 'primary';
  const isSecondary = follower.mode === 'secondary';
  const streams = isSecondary && follower.state === 'stream-wals';
  // A secondary that has received a WAL needs no canary: writes of clients have arrived.
  const proven = streams && (canaryArrived || Boolean(follower.lastRemoteWal));
  const withoutToken = CLUSTER_NAMES.filter((name) => tokens[name] === 'missing');
  const todo: readonly (readonly [boolean, EnableStep, string])[] = [
    [!isPrimary, { kind: 'enable-primary', cluster: primary }, `${primary} is primary`],
    [!isSecondary, { kind: 'enable-secondary', cluster: secondary }, `${secondary} is its secondary`],
    [!streams, { kind: 'await-stream', cluster: secondary }, `${secondary} streams`],
    [!proven, { kind: 'canary', cluster: secondary }, `${secondary} receives writes`],
    ...CLUSTER_NAMES.map(
      (name) =>
        [
          withoutToken.includes(name),
          { kind: 'first-token', cluster: name },
          `the region of ${name} has an operation token`,
        ] as const,
    ),
  ];
  const already = todo.filter(([isDue]) => !isDue).map(([, , words]) => words);
  const [first, ...rest] = todo.filter(([isDue]) => isDue).map(([, step]) => step);
  return first ? { kind: 'act', steps: [first, ...rest], already } : { kind: 'done', already };
}
