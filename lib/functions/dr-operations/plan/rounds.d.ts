import { type ClusterName } from '../../shared/contract';
import type { StepCause } from '../kinds';
import { type ActPlan, type Step, type StepOf } from '../steps';
import type { World } from '../world';
import { type Goal } from './goal';
/** Why a cluster is demoted or promoted: the word and the sentence. */
export type Why = readonly [cause: StepCause, reason: string];
export declare const planSettle: (cluster: ClusterName) => ActPlan;
export declare function planListen(goal: Goal, world: World): ActPlan;
/** Demotes the other cluster, then promotes the target. */
export declare function planDemotion(goal: Goal, world: World, why: Why): ActPlan;
export declare const planCatchUp: (goal: Goal, world: World, why: Why) => ActPlan;
export declare const planPromotion: (goal: Goal, world: World, why: Why) => ActPlan;
export declare const demoteStep: (cluster: ClusterName, [cause, reason]: Why, isBrief?: boolean) => StepOf<"demote">;
export declare const promoteStep: (cluster: ClusterName, [cause, reason]: Why, force: boolean) => StepOf<"promote">;
export declare const verifyStep: ({ kind, to }: Goal) => StepOf<"verify">;
/** The change of the client name; none if it leads there already, or this run has changed it. */
export declare const switchDnsSteps: (to: ClusterName, world: World) => Step[];
/** The same for a takeover, which may leave the name to others. */
export declare const nameSteps: ({ to, leavesName }: Pick<Goal, "to" | "leavesName">, world: World) => Step[];
export declare const awaitPrimaryStep: (to: ClusterName) => StepOf<"await-primary">;
export declare const confirmDnsStep: (to: ClusterName) => StepOf<"confirm-dns">;
export declare const linkStep: (follower: ClusterName) => StepOf<"link">;
