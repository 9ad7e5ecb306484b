import type { Acceptance, Operation } from '../dr-operations/contract';
import type { RefusalKind } from '../dr-operations/kinds';
import type { JournalEntry } from '../dr-operations/journal';
import type { StepReport } from '../dr-operations/result';
import type { ClusterName } from '../shared/contract';
/** `source` of every event on the default event bus. */
export declare const EVENT_SOURCE = "vault-dr";
/**
 * Version of the `detail` of the events. A field or a detail type that is added keeps the number; one that is removed,
 * renamed or changed in meaning increases it.
 */
export declare const EVENT_VERSION = 1;
/** What every event has. No event holds a secret. */
interface EventBase {
    readonly version: typeof EVENT_VERSION;
    /** The same in each region that sends the event, and when it is sent again. */
    readonly id: string;
    readonly environment: string;
    readonly identifier: string;
    /** The AWS region that sends the event, which is not always the region that ran the operation. */
    readonly region: string;
}
/** What every event of an operation has. */
export interface OperationBase extends EventBase {
    /** Id of the entry in the journal: `vault-dr history --id` shows it. */
    readonly operationId: string;
    readonly operation: Operation;
    /** The cluster that is to be primary in the end. */
    readonly to?: ClusterName;
    readonly actor: string;
    readonly reason?: string;
}
/** An operation has begun. */
export interface OperationStarted extends OperationBase {
    /** ISO 8601. */
    readonly startedAt: string;
    /** The checks that the operator accepted. */
    readonly accept: readonly Acceptance[];
}
/** A step has ended. */
export interface OperationStep extends OperationBase {
    readonly step: Pick<StepReport, 'kind' | 'cluster' | 'cause' | 'reason' | 'startMs' | 'durationMs' | 'outcome'>;
}
/** An operation has ended. */
export interface OperationFinished extends OperationBase {
    /** `partial`: the same call continues. `undone`: what it changed was undone. */
    readonly outcome: Exclude<JournalEntry['outcome'], 'running' | 'planned' | 'refused'>;
    readonly summary: string;
    readonly durationMs: number;
}
/** An operation has begun, and was refused before it changed anything. */
export interface OperationRefused extends OperationBase {
    readonly summary: string;
    /** Why, for programs. @default - an error of another type */
    readonly refusal?: RefusalKind;
}
/** An operation has changed the role of a cluster. */
export interface RoleChanged extends OperationBase {
    readonly cluster: ClusterName;
    readonly role: 'primary' | 'secondary';
}
/** Somebody has paused or resumed what begins by itself, or acknowledged what did. */
export interface AutomaticChanged extends EventBase {
    /** Who did it. In `resumed`, it is who had paused. */
    readonly actor: string;
    readonly reason?: string;
}
/** `detail` by `detail-type`. */
export interface EventDetails {
    readonly 'operation.started': OperationStarted;
    readonly 'operation.step': OperationStep;
    readonly 'operation.finished': OperationFinished;
    readonly 'operation.refused': OperationRefused;
    readonly 'role.changed': RoleChanged;
    readonly paused: AutomaticChanged;
    readonly resumed: AutomaticChanged;
    readonly acknowledged: AutomaticChanged;
}
/** One event, with the names that EventBridge uses. */
export type VaultDrEvent = {
    readonly [T in keyof EventDetails]: {
        readonly 'detail-type': T;
        readonly detail: EventDetails[T];
    };
}[keyof EventDetails];
export {};
