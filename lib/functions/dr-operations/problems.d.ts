import { type ClusterName } from '../shared/contract';
import type { KnownState } from './automatic/state';
import type { ProblemKind } from './kinds';
import type { TableLooks } from './table-looks';
import type { World } from './world';
/** Something that is wrong, or worth a warning. */
export interface Problem {
    readonly kind: ProblemKind;
    /** `kind` as a sentence. */
    readonly text: string;
    /** The cluster that it is about. @default - the pair, or the region */
    readonly cluster?: ClusterName;
}
/** What is wrong with the binary or the license of a cluster. Pure. */
export declare const binaryProblems: ({ clusters, now }: World) => Problem[];
/** Everything that differs from a healthy pair, warnings included. Pure. */
export declare const problemsOf: (world: World) => Problem[];
/** The lease tables that give no answer. A planned operation needs two tables. Pure. */
export declare const tableProblems: (tables: TableLooks) => Problem[];
/** What hinders a failover from beginning by itself until somebody does something. Pure. */
export declare function automaticProblems(state: KnownState | undefined): Problem[];
/** What is worth knowing and stops nothing. Pure. */
export declare const warningsOf: (world: World) => Problem[];
