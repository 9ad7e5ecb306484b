import { type ClusterName } from '../../shared/contract';
import { type Plan } from '../steps';
import type { World } from '../world';
import { type Goal } from './goal';
/**
 * Whether this system promoted the cluster before it was proven to have every write, and the proof is still missing. The
 * promotion may be of this run or of one that was killed. Only the verification gives the proof, or a link that has
 * streamed since. Where the client name leads proves nothing, because anybody may have moved it.
 */
export declare const isProofDue: (world: World, name: ClusterName) => boolean;
/** The target was promoted and the proof is due: verifies, then finishes, or undoes if the other cluster has more. */
export declare function planProof(goal: Goal, world: World): Plan;
/** The target is primary, or Vault has accepted its promotion: moves the client name, then links the other cluster. */
export declare function planFinish(goal: Goal, world: World): Plan;
/**
 * The takeover cannot be finished, or not without loss: promotes the old primary again. It has every write, because no
 * cluster has served clients since it was demoted.
 */
export declare function planUndo(goal: Goal, world: World, why: string): Plan;
/** The old primary is primary again: moves the client name back if it had moved, and links the target. */
export declare function planUndoFinish(goal: Goal, world: World): Plan;
