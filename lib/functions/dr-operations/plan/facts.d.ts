import type { ClusterObservation, DrMode, UpCluster } from '../../shared/cluster-observation';
import { type ClusterName } from '../../shared/contract';
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
export declare function roleOf(world: World, name: ClusterName): Role;
/** Whether a cluster that this run demoted is between two roles again, for example because a node with the old role answers. */
export declare const contradictsDemotion: (world: World, name: ClusterName) => boolean;
/** The clusters that are primary: none, one or both. */
export declare const primariesOf: (world: World) => ClusterName[];
/** What the cluster reports, if it is up. */
export declare const upCluster: (observation: ClusterObservation) => UpCluster | undefined;
/** The state of a cluster in words, for a reason. */
export declare function describeCluster(world: World, name: ClusterName): string;
/**
 * Whether the cluster may soon say which role it has: it gives some answer, or it gives none while a run of ours, this
 * one or one that was killed, has begun to change things.
 */
export declare function maySettle(world: World, name: ClusterName): boolean;
/** The same for the cluster to be promoted, which gets more than one probe. */
export declare const targetMaySettle: (world: World, name: ClusterName) => boolean;
/** Whether the demoted cluster is up now and was not when the comparison ended. */
export declare const canAskAgain: ({ run, clusters }: World, source: ClusterName) => boolean;
/**
 * Whether the weights lead to this cluster alone. Clients may be there: whenever no health check is healthy, Route 53 goes
 * by the weights.
 */
export declare function leadsTo(world: World, name: ClusterName): boolean;
/** Whether the health checks lead to the other cluster, whatever the weights say. */
export declare const isLedAway: ({ promotion }: World, name: ClusterName) => boolean;
/** Whether this system has led the clients to this cluster, by the health checks or by the weights. */
export declare const isLedTo: (world: World, name: ClusterName) => boolean;
/** Whether a failover has promoted this cluster and left the client name to others, as the journal says. */
export declare const isNameDue: (world: World, name: ClusterName) => boolean;
/** How the other cluster follows `primary`: `streaming`, `syncing` (linked and still copying), or not at all. */
export declare function linkTo(world: World, primary: ClusterName): 'streaming' | 'syncing' | undefined;
/**
 * Whether the cluster reports that it is still the secondary of an earlier link. Each role change ends a link, so it has
 * taken no write of its own since, and its last primary has every write that it has.
 */
export declare function isStillLinked(world: World, name: ClusterName): boolean;
/**
 * Whether the cluster runs an older Vault than the other one. Vault can then not replicate to it, and its data may be in a
 * form that the older version does not know.
 *
 * @see https://developer.hashicorp.com/vault/tutorials/enterprise/disaster-recovery
 */
export declare function isTooOld({ clusters }: World, follower: ClusterName): boolean;
/** Whether both clusters belong to one replication set, as far as they report it. */
export declare const sameSet: (a: UpCluster, b: UpCluster) => boolean;
/** The same for the pair, as far as it can be seen. A link overwrites, and must not overwrite another set. */
export declare function mayBeOneSet({ clusters }: World): boolean;
/** How far a cluster has the data of another one. */
export interface Holdings {
    readonly lastRemoteWal?: number | undefined;
    readonly merkleRoot?: string | undefined;
}
/**
 * Compares what a cluster has with what the demoted cluster reports. The Merkle root covers all data: if the roots differ,
 * equal numbers prove nothing.
 *
 * @param before last WAL that the demoted cluster reported before its demotion
 * @returns `nothing-against`: the demoted cluster reports neither WAL nor root (some versions do not), but what it reported
 *   before has arrived; `unknown`: it gives no answer, or nothing can be compared
 */
export declare function compare(demoted: UpCluster | undefined, { lastRemoteWal, merkleRoot }: Holdings, before: number | undefined): 'proven' | 'lacking' | 'nothing-against' | 'unknown';
/** Whether both have the same last WAL and different Merkle roots: their data has diverged. */
export declare const haveDiverged: (primary: UpCluster, secondary: UpCluster) => boolean;
/**
 * What this run still knows after a look at the clusters. If Vault accepted a role and the cluster does not keep it, the
 * change did not happen: the first time it is requested again, the second time it counts as failed. Pure.
 */
export declare function withoutWhatDidNotHold({ run, clusters }: Pick<World, 'run' | 'clusters'>): RunFacts;
