import * as v from 'valibot';
import { type BadAnswer, type NoAnswerCause, type VaultDrError } from './errors';
import type { JsonAnswer } from './vault-client';
/** DR modes of a cluster that is not changing its role. */
export type DrMode = 'primary' | 'secondary' | 'disabled';
/** An answer, or why there is none. */
export type Look = JsonAnswer | VaultDrError;
/** What one answer says about the cluster. Each answer may come from another node. */
export type Statement = {
    readonly kind: 'mode';
    readonly mode: DrMode;
}
/** A role change or an election is under way. */
 | {
    readonly kind: 'changing';
} | {
    readonly kind: 'sealed';
} | {
    readonly kind: 'uninitialised';
}
/** There was no answer. */
 | {
    readonly kind: 'silent';
    readonly cause: NoAnswerCause;
}
/** The answer is not recognisably from this Vault. */
 | {
    readonly kind: 'odd';
    readonly problem: BadAnswer;
}
/** The answer says nothing about the role. */
 | {
    readonly kind: 'nothing';
};
declare const HEALTH: v.ObjectSchema<{
    readonly initialized: v.BooleanSchema<undefined>;
    readonly sealed: v.BooleanSchema<undefined>;
    readonly replication_dr_mode: v.SchemaWithFallback<v.OptionalSchema<v.StringSchema<undefined>, undefined>, undefined>;
    readonly version: v.SchemaWithFallback<v.OptionalSchema<v.StringSchema<undefined>, undefined>, undefined>;
    /** Seconds since the epoch, by the clock of the answering node. */
    readonly server_time_utc: v.SchemaWithFallback<v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>, undefined>, undefined>;
    readonly enterprise: v.SchemaWithFallback<v.OptionalSchema<v.BooleanSchema<undefined>, undefined>, undefined>;
    readonly replication_performance_mode: v.SchemaWithFallback<v.OptionalSchema<v.StringSchema<undefined>, undefined>, undefined>;
    readonly license: v.SchemaWithFallback<v.OptionalSchema<v.ObjectSchema<{
        readonly state: v.SchemaWithFallback<v.OptionalSchema<v.StringSchema<undefined>, undefined>, undefined>;
        readonly expiry_time: v.SchemaWithFallback<v.OptionalSchema<v.StringSchema<undefined>, undefined>, undefined>;
        readonly terminated: v.SchemaWithFallback<v.OptionalSchema<v.BooleanSchema<undefined>, undefined>, undefined>;
    }, undefined>, undefined>, undefined>;
}, undefined>;
declare const DR_STATUS: v.ObjectSchema<{
    readonly mode: v.StringSchema<undefined>;
    readonly state: v.SchemaWithFallback<v.OptionalSchema<v.StringSchema<undefined>, undefined>, undefined>;
    readonly cluster_id: v.SchemaWithFallback<v.OptionalSchema<v.StringSchema<undefined>, undefined>, undefined>;
    readonly last_dr_wal: v.SchemaWithFallback<v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>, undefined>, undefined>;
    readonly last_wal: v.SchemaWithFallback<v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>, undefined>, undefined>;
    readonly last_remote_wal: v.SchemaWithFallback<v.OptionalSchema<v.SchemaWithPipe<readonly [v.NumberSchema<undefined>, v.SafeIntegerAction<number, undefined>, v.MinValueAction<number, 0, undefined>]>, undefined>, undefined>;
    readonly merkle_root: v.SchemaWithFallback<v.OptionalSchema<v.StringSchema<undefined>, undefined>, undefined>;
    readonly corrupted_merkle_tree: v.SchemaWithFallback<v.OptionalSchema<v.BooleanSchema<undefined>, undefined>, undefined>;
    readonly connection_state: v.SchemaWithFallback<v.OptionalSchema<v.StringSchema<undefined>, undefined>, undefined>;
    readonly secondary_id: v.SchemaWithFallback<v.OptionalSchema<v.StringSchema<undefined>, undefined>, undefined>;
    readonly known_secondaries: v.SchemaWithFallback<v.OptionalSchema<v.ArraySchema<v.StringSchema<undefined>, undefined>, undefined>, undefined>;
    readonly primaries: v.SchemaWithFallback<v.OptionalSchema<v.ArraySchema<v.ObjectSchema<{
        readonly connection_status: v.SchemaWithFallback<v.OptionalSchema<v.StringSchema<undefined>, undefined>, undefined>;
        readonly last_heartbeat: v.SchemaWithFallback<v.OptionalSchema<v.StringSchema<undefined>, undefined>, undefined>;
        readonly replication_primary_canary_age_ms: v.SchemaWithFallback<v.OptionalSchema<v.StringSchema<undefined>, undefined>, undefined>;
    }, undefined>, undefined>, undefined>, undefined>;
}, undefined>;
export type Health = v.InferOutput<typeof HEALTH>;
export type DrStatus = v.InferOutput<typeof DR_STATUS>;
/** A parsed answer: its statement about the role, and its body. */
export interface Parsed<T> {
    readonly says: Statement;
    readonly body?: T;
}
/** Parses an answer of `sys/health`. */
export declare function parseHealth(look: Look): Parsed<Health>;
/** Parses an answer of `sys/replication/dr/status`. */
export declare function parseDrStatus(look: Look): Parsed<DrStatus>;
export {};
