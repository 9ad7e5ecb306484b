import { type ClusterName } from '../../shared/contract';
import { type DonePlan, type LeftToDo, type Refusal, type Step } from '../steps';
import type { World } from '../world';
/** Whether both clusters are up, and one of them does not report its replication, so that no link can be seen. */
export declare function isLinkUnseen({ clusters, run }: World, follower: ClusterName): boolean;
/** The step that links `follower`, if it may be linked. */
export declare const linkSteps: (follower: ClusterName, world: World) => Step[];
/** The end of an operation that only links. */
export declare function doneWithLink(follower: ClusterName, linked: World['run']['linked']): DonePlan;
/** What is left to do after a link. */
export declare function leftOfLink(linked: World['run']['linked']): LeftToDo[];
/** Why `follower` must not be linked to the other cluster now. */
export declare function refuseLink(follower: ClusterName, world: World): Refusal | undefined;
/** A link that cannot be seen may be a good one, and linking anew would cut it. */
export declare function refuseUnseen(follower: ClusterName, { clusters }: World): Refusal;
