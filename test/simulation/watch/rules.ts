import type { OperationResult } from '../../../functions/dr-operations/result';
import type { ClusterName } from '../../../functions/shared/contract';
import type { SimRun } from '../sim-run';
import type { Passing, Seen, Verdict } from './seen';

/** One act of a run, and when its call was sent. */
export interface Act {
  readonly run: SimRun;
  readonly seen: Seen;
  readonly askedAt: number;
}

export interface Promotion extends Act {
  /** Whether what the cluster itself would refuse was asked for all the same. */
  readonly withForce: boolean;
}

/** The rules about one kind of replication. All of them are judged by the true state of the world, before the act. */
export interface Rules {
  /** Promise 1: whether a promotion makes a second primary. */
  besideAPrimary(act: Promotion, name: ClusterName): Verdict;
  /** The other rules of a promotion. */
  promotes(act: Promotion, name: ClusterName): readonly Verdict[];
  /** Promise 5: whether a failover passes over a cluster that has more. */
  passesOver(act: Act, name: ClusterName): Verdict;
  /** Promise 5: whether the announced loss covers the real one. */
  isAnnounced(seen: Seen, passing: Passing): Verdict;
  demotes(seen: Seen, name: ClusterName): Verdict;
  /** Promises 5 and 8: the rules of a link. The last verdict is about the writes that it overwrites. */
  links(
    act: Act,
    follower: ClusterName,
    address: string,
  ): { readonly others: readonly Verdict[]; readonly loss: Verdict };
  /** Promise 2: why a run could take a cluster that is no primary for one. @default - it could not */
  seemsPrimary?(act: Act, active: ClusterName): Verdict;
  /** Promise 5 for the client name: whether a planned operation leads the clients to less. */
  leadsToLess(act: Act, active: ClusterName): Verdict;
  /** Promise 3: whether an operation that reports `done` has reached its goal. */
  isDone(result: OperationResult): Verdict;
  /** What has to be true after an operation whatever it is, for example that nothing is left half done. */
  ends(seen: Seen, result: OperationResult | undefined): readonly Verdict[];
  /** Why an operation may end with no primary although nothing failed. @default - it may not */
  endsUndecided?(): Verdict;
}
