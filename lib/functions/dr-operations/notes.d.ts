import type { ClusterName } from '../shared/contract';
import type { Log } from '../shared/log';
import type { NoteKind } from './kinds';
import type { Plan, Step } from './steps';
import type { StepReport } from './result';
/** Something that the operator may want to know while an operation runs. */
export interface Note {
    readonly kind: NoteKind;
    /** `kind` as a sentence. */
    readonly text: string;
    readonly level: 'info' | 'warn';
    readonly cluster?: ClusterName;
    /** The lease or journal table that it is about. */
    readonly table?: ClusterName | 'witness';
    /** For example the message of an error. Holds no secret. */
    readonly detail?: string;
}
/** What the engine reports while an operation runs. */
export type ProgressEvent = 
/** The operation was planned, or planned again. */
{
    readonly kind: 'planned';
    readonly plan: Plan;
} | {
    readonly kind: 'step-begun';
    readonly step: Step;
} | {
    readonly kind: 'step-ended';
    readonly step: StepReport;
} | {
    readonly kind: 'note';
    readonly note: Note;
};
/** Observes an operation. Must not throw. */
export type OnProgress = (event: ProgressEvent) => void;
/** Takes a note, so that it reaches the log and the observer. */
export type TakeNote = (kind: NoteKind, facts?: Pick<Note, 'cluster' | 'table' | 'detail'>) => void;
/** Writes notes to the log, and to the observer if there is one. */
export declare const takeNotes: (log: Log, onProgress?: OnProgress) => TakeNote;
