import type { ClusterName } from '../shared/contract';
import type { Acceptance } from './contract';
import type { RefusalKind, StepCause } from './kinds';

/** What every step says about itself. */
interface StepBase {
  readonly cluster: ClusterName;
  readonly cause: StepCause;
  /** `cause` as a sentence. */
  readonly reason: string;
}

/** One step of an operation. Each step can be repeated without harm. */
export type Step =
  /** Waits until the cluster says which role it has. */
  | (StepBase & { readonly kind: 'settle' })
  /** Waits to see whether `cluster`, a secondary, still hears the other cluster. */
  | (StepBase & { readonly kind: 'listen' })
  /** Makes a primary a secondary. `brief`: one short try, because the operator accepted that it may fail. */
  | (StepBase & { readonly kind: 'demote'; readonly brief?: true })
  /** Keeps a cluster that gives no clear answer from taking writes. `brief`: one short try, because it may fail. */
  | (StepBase & { readonly kind: 'fence'; readonly brief?: true })
  /** Lets the servers of a cluster serve again that were told to stop. */
  | (StepBase & { readonly kind: 'unfence' })
  /** Waits until `cluster` has every WAL of the demoted cluster. `patient`: as long as a switchover may wait. */
  | (StepBase & { readonly kind: 'catch-up'; readonly patient: boolean })
  /** Makes a secondary the primary. `force`: sends Vault's own `force` after Vault refused without it. */
  | (StepBase & { readonly kind: 'promote'; readonly force: boolean })
  /** Compares what `cluster` had when it was promoted with what the demoted cluster reports once it is back. */
  | (StepBase & { readonly kind: 'verify'; readonly patient: boolean })
  /** Gives the client name to `cluster`, in one change batch. */
  | (StepBase & { readonly kind: 'switch-dns' })
  /** Waits until the promoted cluster serves. */
  | (StepBase & { readonly kind: 'await-primary' })
  /** Waits until every name server of Route 53 has the change. */
  | (StepBase & { readonly kind: 'confirm-dns' })
  /** Makes `cluster` follow the other one. */
  | (StepBase & { readonly kind: 'link' });

/** The step of one kind. */
export type StepOf<K extends Step['kind']> = Extract<Step, { kind: K }>;

/** Steps that run in parallel. */
export type Round = readonly Step[];

/**
 * What the operator still has to do after the operation, in this order. `switch-dns`: the client name, which the failover left
 * to others. `make-replica`: rewind the database of the old primary. `upgrade`: the older cluster, before it can follow.
 * `check-link`: look at a link that was made and cannot be seen. `restart-servers`: those of a restored primary that may still
 * have the data of before; failover to it does that.
 */
export type LeftToDo =
  | 'switch-dns'
  | 'make-replica'
  | 'upgrade'
  | 'check-link'
  | 'restart-servers'
  | 'rejoin'
  | 'confirm-dns'
  | 'await-stream-wals'
  | 'switchover'
  | 'failover';

/** A check that objects, and the name under which the operator may accept that. */
export interface Objection {
  readonly accept: Acceptance;
  readonly reason: string;
  /** What else would help. */
  readonly remedy: string;
}

export type Plan = ActPlan | DonePlan | Refusal;

/** There are steps to take. Only the first round is certain; the engine plans again after it. */
export interface ActPlan {
  readonly kind: 'act';
  readonly rounds: readonly [Round, ...Round[]];
  /** Checks that objected and were accepted. @default - none */
  readonly accepted?: readonly Objection[];
}

/** Everything is as requested. */
export interface DonePlan {
  readonly kind: 'done';
  readonly reason: string;
  readonly left: readonly LeftToDo[];
}

/** The operation is not safe, or not possible. */
export interface Refusal {
  readonly kind: 'refuse';
  readonly refusal: RefusalKind;
  /** `refusal` as a sentence. */
  readonly reason: string;
  /** What would make it possible. */
  readonly remedy: string;
  /** Every check that objects, including accepted ones. @default - no check can be accepted */
  readonly objections?: readonly Objection[];
  /** What is left to do if the operation ends here after it changed something. @default - the same operation again */
  readonly left?: readonly LeftToDo[];
  /** A person has to do the rest: the result is `partial`, also of a run that changed nothing. @default - that is an error */
  readonly isPartial?: true;
}

export const refuse = (
  refusal: RefusalKind,
  reason: string,
  remedy: string,
  more: Pick<Refusal, 'objections' | 'left' | 'isPartial'> = {},
): Refusal => ({ kind: 'refuse', refusal, reason, remedy, ...more });

/** The checks that have to be accepted. */
export const needsOf = ({ objections = [] }: Refusal): Acceptance[] => [
  ...new Set(objections.map(({ accept }) => accept)),
];

export const done = (reason: string, left: readonly LeftToDo[] = []): DonePlan => ({ kind: 'done', reason, left });

/** A plan of all rounds that have a step. At least one must have. */
export function act(...rounds: readonly Round[]): ActPlan {
  const [first, ...rest] = rounds.filter((round) => round.length > 0);
  if (!first) throw new Error('a plan to act needs a step');
  return { kind: 'act', rounds: [first, ...rest] };
}
