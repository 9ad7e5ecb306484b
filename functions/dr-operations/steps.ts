import type { ClusterName } from '../shared/contract';
import type { Acceptance } from './contract';

/** One thing to do, with the reason. Each can be repeated without harm. */
export type Step =
  /** Wait until the cluster says what it is. */
  | { readonly kind: 'settle'; readonly cluster: ClusterName; readonly reason: string }
  /** Wait whether `cluster`, a secondary, goes on hearing the other one. */
  | { readonly kind: 'listen'; readonly cluster: ClusterName; readonly reason: string }
  /** `brief`: one short try, because the operator has taken upon himself that it may fail. */
  | { readonly kind: 'demote'; readonly cluster: ClusterName; readonly reason: string; readonly brief?: true }
  /** Wait until `cluster` has every WAL of the demoted cluster. */
  | { readonly kind: 'catch-up'; readonly cluster: ClusterName; readonly reason: string; readonly patient: boolean }
  /** `force`: Vault's own, sent only after Vault has refused without it. */
  | { readonly kind: 'promote'; readonly cluster: ClusterName; readonly force: boolean; readonly reason: string }
  /** Compare what `cluster` had when it was promoted with what the demoted cluster tells when it is back. */
  | { readonly kind: 'verify'; readonly cluster: ClusterName; readonly reason: string; readonly patient: boolean }
  /** Give the client name to `cluster`, in one batch. */
  | { readonly kind: 'switch-dns'; readonly cluster: ClusterName; readonly reason: string }
  /** Wait until the promoted cluster serves. */
  | { readonly kind: 'await-primary'; readonly cluster: ClusterName; readonly reason: string }
  /** Wait until every name server of Route 53 has the change. */
  | { readonly kind: 'confirm-dns'; readonly cluster: ClusterName; readonly reason: string }
  /** Make `cluster` follow the other one. */
  | { readonly kind: 'link'; readonly cluster: ClusterName; readonly reason: string };

/** Steps that run side by side. */
export type Stage = readonly Step[];

/** What the operator has to do after this operation. */
export type LeftToDo = 'rejoin' | 'confirm-dns' | 'await-stream-wals' | 'switchover' | 'failover';

/** A check that objects, and the name under which an operator may lift it. */
export interface Objection {
  readonly accept: Acceptance;
  readonly reason: string;
  /** What else would help. */
  readonly lift: string;
}

export type Plan =
  | {
      readonly kind: 'act';
      readonly stages: readonly [Stage, ...Stage[]];
      /** What objected, and was accepted. */
      readonly accepted?: readonly Objection[];
    }
  | { readonly kind: 'done'; readonly reason: string; readonly left: readonly LeftToDo[] }
  | Refusal;

export interface Refusal {
  readonly kind: 'refuse';
  readonly reason: string;
  /** What would make it possible. */
  readonly lift: string;
  /** What was observed as an error of its own. */
  readonly because?: 'token';
  /** Every check that objects, those that were accepted too. @default - nothing can be accepted */
  readonly objections?: readonly Objection[];
  /** Whatever was changed was taken back, so that nothing is left unfinished. */
  readonly isUndone?: true;
  /** What is left to do after an operation that changed something and ends here. @default - the same operation again */
  readonly left?: readonly LeftToDo[];
}

export const refuse = (
  reason: string,
  lift: string,
  more: Pick<Refusal, 'because' | 'objections' | 'isUndone' | 'left'> = {},
): Refusal => ({ kind: 'refuse', reason, lift, ...more });

/** The names under which a refusal can be lifted. */
export const needsOf = ({ objections = [] }: Refusal): Acceptance[] => [
  ...new Set(objections.map(({ accept }) => accept)),
];

export const done = (reason: string, left: readonly LeftToDo[] = []): Plan => ({ kind: 'done', reason, left });

/** A plan of the stages that have a step in them. There must be one. */
export function act(...stages: readonly Stage[]): Plan & { kind: 'act' } {
  const [first, ...rest] = stages.filter((stage) => stage.length > 0);
  if (!first) throw new Error('a plan to act needs a step');
  return { kind: 'act', stages: [first, ...rest] };
}
