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
  | { readonly kind: 'planned'; readonly plan: Plan }
  | { readonly kind: 'step-begun'; readonly step: Step }
  | { readonly kind: 'step-ended'; readonly step: StepReport }
  | { readonly kind: 'note'; readonly note: Note };

/** Observes an operation. Must not throw. */
export type OnProgress = (event: ProgressEvent) => void;

/** Takes a note, so that it reaches the log and the observer. */
export type TakeNote = (kind: NoteKind, facts?: Pick<Note, 'cluster' | 'table' | 'detail'>) => void;

const TEXTS: Readonly<Record<NoteKind, readonly [level: Note['level'], text: string]>> = {
  'lease-watched': ['info', 'another operation holds the lease: waiting to see whether it is alive'],
  'lease-table-silent': ['warn', 'the lease is not held in a table that gives no answer'],
  'lease-not-renewed': ['warn', 'the lease was not renewed'],
  'without-lease': ['warn', 'continuing without a lease, as the operator allowed'],
  'journal-table-silent': ['warn', 'the journal is not written to a table that gives no answer'],
  'role-change-retried': ['info', 'a cluster is asked again to change its role'],
  'name-change-retried': ['warn', 'the weights are sent again'],
  'health-not-led': ['warn', 'the health checks of the client name are not told of the promotion'],
  'name-left-to-health': ['warn', 'the weights are not changed, and the health checks lead the clients'],
  'link-retried': ['warn', 'linking failed and is tried again'],
};

/** Writes notes to the log, and to the observer if there is one. */
export const takeNotes =
  (log: Log, onProgress?: OnProgress): TakeNote =>
  (kind, facts = {}) => {
    const [level, text] = TEXTS[kind];
    log[level](text, { note: kind, ...facts });
    onProgress?.({ kind: 'note', note: { kind, text, level, ...facts } });
  };
