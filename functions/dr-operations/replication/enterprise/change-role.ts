import type { ClusterObservation } from '../../../shared/cluster-observation';
import type { Deadline } from '../../../shared/clock';
import { otherCluster, type ClusterName } from '../../../shared/contract';
import { VaultDrError } from '../../../shared/errors';
import { repeat } from '../../../shared/retry';
import type { Secret } from '../../../shared/secret';
import type { Step } from '../../steps';
import type { EnterpriseContext } from './context';
import { isCatchingUp, judge, mayComeLate, type PendingChange, type Verdict } from './judge';
import { keepLooking } from '../../execute/wait';

export interface RoleChange {
  readonly step: Step & { readonly cluster: ClusterName };
  readonly path: string;
  readonly token: Secret | undefined;
  /** @param lastFailure why the last call failed @default - this is the first call */
  readonly body: (lastFailure: VaultDrError | undefined) => Readonly<Record<string, unknown>>;
  /** The mode of the cluster after the change. */
  readonly wanted: 'primary' | 'secondary';
  readonly callTimeoutMs: number;
  /** If there is no answer after this time, the call may be repeated, milliseconds. @default - it is not repeated */
  readonly repeatAfterMs?: number;
  /** Whether the change may take effect after the waiting has ended. @default false */
  readonly mayComeLate?: boolean;
  /** Called right before each call. */
  readonly beforeCall?: () => Promise<void>;
  /** Whether a cluster in this state is given up. */
  readonly isLost: (observation: ClusterObservation) => boolean;
}

/** How a role change ended. */
export type RoleChangeOutcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly detail: string; readonly mayHaveEffect: boolean; readonly isBehind?: true }
  /** Vault may have accepted it, and the cluster does not show its role. */
  | { readonly kind: 'unknown' }
  /** A fresh look shows a situation in which it is no longer wanted. */
  | { readonly kind: 'overtaken'; readonly mayHaveEffect: boolean };

const RETRY = { firstMs: 50, mostMs: 1000 };

/**
 * Requests a role change until Vault accepts it, refuses it finally, or the deadline passes.
 *
 * Both clusters are observed during each call, so that a change whose answer is lost is noticed, and the next step has
 * fresh looks. After a lost answer the call is repeated only if the cluster keeps showing its old role.
 */
export async function changeRole(
  context: EnterpriseContext,
  change: RoleChange,
  deadline: Deadline,
): Promise<RoleChangeOutcome> {
  const { clock, evidence, note } = context;
  const { cluster } = change.step;
  let lastFailure: VaultDrError | undefined;
  /** Whether a call that was sent may still take effect. */
  let mayHaveEffect = false;
  return repeat<RoleChangeOutcome>({ clock, backOff: RETRY }, async (pause) => {
    if (deadline.passed) {
      return { kind: 'refused', detail: lastFailure?.message ?? 'no time was left to request it', mayHaveEffect };
    }
    await change.beforeCall?.();
    if (!(await context.mayAct(change.step))) return { kind: 'overtaken', mayHaveEffect };
    const verdict = await callAndObserve(context, change, { lastFailure, deadline });
    if (verdict.kind === 'accepted') {
      evidence.accept(cluster, change.wanted);
      return verdict;
    }
    if (verdict.kind === 'unknown') return verdict;
    lastFailure = verdict.failure;
    mayHaveEffect ||= lastFailure === undefined || mayComeLate(lastFailure);
    const isFinal = verdict.isFinal === true || lastFailure?.retryable === false;
    if (isFinal || deadline.remainingMs() <= pause) {
      return {
        kind: 'refused',
        detail: verdict.detail,
        mayHaveEffect,
        ...(isCatchingUp(lastFailure) && { isBehind: true }),
      };
    }
    note('role-change-retried', { cluster, ...(lastFailure && { detail: lastFailure.message }) });
    return undefined;
  });
}

/** Calls Vault once and observes both clusters meanwhile, until it is clear what happened. */
async function callAndObserve(
  context: EnterpriseContext,
  change: RoleChange,
  { lastFailure, deadline }: { readonly lastFailure: VaultDrError | undefined; readonly deadline: Deadline },
): Promise<Verdict> {
  const { clock } = context;
  const { cluster } = change.step;
  const decided = new AbortController();
  const { wanted, isLost, callTimeoutMs, repeatAfterMs, mayComeLate = false } = change;
  const pending: PendingChange = {
    calledAt: clock.now(),
    wanted,
    isLost,
    callTimeoutMs,
    mayComeLate,
    ...(repeatAfterMs !== undefined && { repeatAfterMs }),
    looks: [],
  };
  const verdict = new Promise<Verdict>((resolve, reject) => {
    const decide = (): void => {
      const reached = judge(pending, clock.now(), deadline.passed);
      if (reached) resolve(reached);
    };
    const answering = callOnce(context, change, lastFailure).then((answer) => {
      pending.answer = answer;
      pending.answeredAt = clock.now();
      decide();
    });
    const report = (seen: ClusterObservation): void => {
      pending.looks.push({ at: clock.now(), seen });
      decide();
    };
    const looking = [
      keepLooking(context, cluster, { signal: decided.signal, report }),
      keepLooking(context, otherCluster(cluster), { signal: decided.signal, report: () => undefined }),
    ];
    Promise.all([answering, ...looking]).catch(reject);
  });
  try {
    return await verdict;
  } finally {
    decided.abort();
  }
}

/** @returns `accepted`, or why not */
async function callOnce(
  context: EnterpriseContext,
  { step, path, token, body, callTimeoutMs }: RoleChange,
  lastFailure: VaultDrError | undefined,
): Promise<'accepted' | VaultDrError> {
  try {
    await context.vault[step.cluster].write(path, {
      timeoutMs: callTimeoutMs,
      ...(token && { token }),
      body: body(lastFailure),
    });
    return 'accepted';
  } catch (error) {
    if (error instanceof VaultDrError) return error;
    throw error;
  }
}
