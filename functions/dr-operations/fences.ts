import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../shared/contract';
import { roleOf } from './plan/facts';
import type { World } from './world';

/** What keeps a cluster from taking writes, or may do so. */
export type FencedBy =
  /** Its database is read-only. */
  | 'database'
  /** A failover has stopped Vault on all its servers. */
  | 'servers-stopped'
  /** Its servers are told to stop Vault by themselves. */
  | 'told-to-stop'
  /** A run that was killed had begun to take it down. */
  | 'demotion-begun';

/** A cluster that this system keeps from taking writes. */
export interface Fence {
  readonly cluster: ClusterName;
  readonly by: FencedBy;
  /** `by` as a sentence. */
  readonly text: string;
}

const TEXTS: Readonly<Record<FencedBy, string>> = {
  database: 'its database is read-only',
  'servers-stopped': 'a failover has stopped Vault on all its servers',
  'told-to-stop': 'its servers are told to stop Vault by themselves',
  'demotion-begun': 'a run that was killed had begun to take it down',
};

/** The fences that are in effect. Pure. */
export const fencesOf = (world: World): Fence[] =>
  CLUSTER_NAMES.flatMap((cluster) => causesOf(world, cluster).map((by) => ({ cluster, by, text: TEXTS[by] })));

function causesOf(world: World, cluster: ClusterName): FencedBy[] {
  const { clusters, fenced = [], promotion } = world;
  const seen = clusters[cluster];
  const hasFencedDatabase = (seen.kind === 'up' || seen.kind === 'changing') && seen.isDatabaseFenced === true;
  const isGone = roleOf(world, cluster) === 'gone';
  const isStopped = isGone && promotion?.cluster === otherCluster(cluster) && promotion.isOtherStopped === true;
  // One that serves has come through: the next copy of it says so to everybody.
  const told = fenced.filter(
    (each) => each.cluster === cluster && (each.by === 'told-to-stop' || !serves(world, cluster)),
  );
  return [
    ...(hasFencedDatabase ? (['database'] as const) : []),
    ...(isStopped ? (['servers-stopped'] as const) : []),
    ...told.map(({ by }) => by),
  ];
}

const serves = (world: World, cluster: ClusterName): boolean => roleOf(world, cluster) === 'primary';
