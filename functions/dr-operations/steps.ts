import type { ClusterName } from '../shared/contract';

/** One thing to do, with the reason. Each can be repeated without harm. */
export type Step =
  /** Wait until the cluster says what it is. */
  | { readonly kind: 'settle'; readonly cluster: ClusterName; readonly reason: string }
  | { readonly kind: 'demote'; readonly cluster: ClusterName; readonly reason: string }
  /** Wait until `cluster` has every WAL of the demoted cluster. */
  | { readonly kind: 'catch-up'; readonly cluster: ClusterName; readonly reason: string; readonly patient: boolean }
  | { readonly kind: 'promote'; readonly cluster: ClusterName; readonly force: boolean; readonly reason: string }
  /** Compare what `cluster` had when it was promoted with what the demoted cluster tells when it is back. */
  | { readonly kind: 'verify'; readonly cluster: ClusterName; readonly reason: string }
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
export type LeftToDo = 'rejoin' | 'confirm-dns' | 'await-stream-wals';

export type Plan =
  | { readonly kind: 'act'; readonly stages: readonly [Stage, ...Stage[]] }
  | { readonly kind: 'done'; readonly reason: string; readonly left: readonly LeftToDo[] }
  /** `lift` says what would make it possible; `because` names what was observed as an error of its own. */
  | { readonly kind: 'refuse'; readonly reason: string; readonly lift: string; readonly because?: 'token' | 'records' };

export const refuse = (reason: string, lift: string, because?: 'token' | 'records'): Plan => ({
  kind: 'refuse',
  reason,
  lift,
  ...(because && { because }),
});
export const done = (reason: string, left: readonly LeftToDo[] = []): Plan => ({ kind: 'done', reason, left });

/** A plan of the stages that have a step in them. There must be one. */
export function act(...stages: readonly Stage[]): Plan {
  const [first, ...rest] = stages.filter((stage) => stage.length > 0);
  if (!first) throw new Error('a plan to act needs a step');
  return { kind: 'act', stages: [first, ...rest] };
}
