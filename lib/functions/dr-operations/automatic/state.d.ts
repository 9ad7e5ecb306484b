import * as v from 'valibot';
import type { LeaseTables } from '../aws-clients';
import { type TableName } from '../contract';
/** What somebody did. Times are ISO 8601, by the clock of whoever wrote them. */
declare const MARK: v.ObjectSchema<{
    readonly id: v.StringSchema<undefined>;
    readonly at: v.StringSchema<undefined>;
    readonly actor: v.StringSchema<undefined>;
    readonly reason: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
}, undefined>;
export type Mark = v.InferOutput<typeof MARK>;
/** An operation that began by itself. */
declare const ACT: v.ObjectSchema<{
    readonly id: v.StringSchema<undefined>;
    readonly at: v.StringSchema<undefined>;
    readonly reason: v.StringSchema<undefined>;
    readonly acknowledged: v.OptionalSchema<v.ObjectSchema<{
        readonly id: v.StringSchema<undefined>;
        readonly at: v.StringSchema<undefined>;
        readonly actor: v.StringSchema<undefined>;
        readonly reason: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
    }, undefined>, undefined>;
}, undefined>;
export type Act = v.InferOutput<typeof ACT>;
/** What can begin by itself. */
export declare const ACTS: readonly ["failover", "fence"];
export type ActName = (typeof ACTS)[number];
/** What people have decided about it, and what has begun. */
export interface AutomaticState {
    /** Nothing begins by itself until somebody resumes it. */
    readonly pause?: Mark;
    /** The last failover that began by itself. */
    readonly failover?: Act;
    /** The last demotion of an old primary that began by itself. */
    readonly fence?: Act;
}
/** The state, as far as it is known. `unknown`: fewer than two tables can be read, so that a pause may be missed. */
export type KnownState = ({
    readonly kind: 'known';
} & AutomaticState) | {
    readonly kind: 'unknown';
};
type Slot = 'pause' | ActName;
/**
 * Reads the state from every table. What holds something up counts if any table has it: a pause, and an act that nobody
 * has acknowledged.
 */
export declare function readState(tables: LeaseTables, tableName: string): Promise<KnownState>;
/** Both states together. Pure. */
export declare function mergeStates(a: AutomaticState, b: AutomaticState): AutomaticState;
/**
 * Writes one part of the state to every table.
 *
 * @param replaces id of what it may replace; `anything` by default
 * @returns the tables that have it
 */
export declare function writePart(tables: LeaseTables, tableName: string, part: {
    readonly slot: Slot;
    readonly value: Mark | Act;
    readonly replaces?: string;
}): Promise<readonly TableName[]>;
/** Deletes a part with this id from every table, but no later one. @returns the tables that do not have it any more */
export declare function deletePart(tables: LeaseTables, tableName: string, slot: Slot, id: string): Promise<readonly TableName[]>;
/** Whether so many tables have it that every later reader sees it. */
export declare const isEnough: (tables: readonly TableName[]) => boolean;
export {};
