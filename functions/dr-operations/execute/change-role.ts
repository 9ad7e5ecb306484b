import type { ClusterObservation } from '../../shared/cluster-observation';
import type { Deadline } from '../../shared/clock';
import { otherCluster, type ClusterName } from '../../shared/contract';
import { BadAnswerError, NoAnswerError, VaultDrError, VaultResponseError } from '../../shared/errors';
import { pauses } from '../../shared/retry';
import type { Secret } from '../../shared/secret';
import type { Step } from '../steps';
import type { StepContext } from './context';
import { judge, type Asked, type Verdict } from './judge';
import { keepLooking } from './look';

export interface RoleChange {
  readonly step: Step & { readonly cluster: ClusterName };
  readonly path: string;
  readonly token: Secret | undefined;
  /** @param lastFailure why Vault refused the time before */
  readonly body: (lastFailure: VaultDrError | undefined) => Readonly<Record<string, unknown>>;
  /** The mode that a cluster has after Vault has done it. */
  readonly wanted: 'primary' | 'secondary';
  readonly callTimeoutMs: number;
  /** After how long without an answer it may be asked again. @default - never: it is one try */
  readonly askAgainAfterMs?: number;
  /** Whether nobody minds that it takes effect when it is no longer waited for. @default false */
  readonly mayComeLate?: boolean;
  /** Called right before each time that Vault is asked. */
  readonly beforeAsking?: () => Promise<void>;
  /** Whether a cluster that looks like this is not worth waiting for. */
  readonly isLost: (observation: ClusterObservation) => boolean;
}

/** How a role change went. */
export type RoleChangeOutcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly detail: string; readonly mayHaveEffect: boolean; readonly isBehind?: true }
  /** Vault may have taken it, and the cluster does not say. */
  | { readonly kind: 'unknown' }
  /** A fresh look shows a world in which it is not wanted any more. */
  | { readonly kind: 'overtaken'; readonly mayHaveEffect: boolean };

const RETRY = { firstMs: 50, mostMs: 1000 };

/**
 * Asks a cluster to change its role until it accepts, refuses for good, or the deadline passes.
 *
 * Nobody waits for the answer alone: both clusters are looked at meanwhile, so that one whose answer never comes is seen
 * to have changed, and what comes next rests on fresh looks. An answer that got lost is never followed by a blind
 * repeat: only a cluster that stands by its old role is asked again.
 */
export async function changeRole(
  context: StepContext,
  change: RoleChange,
  deadline: Deadline,
): Promise<RoleChangeOutcome> {
  const { clock, evidence, log } = context;
  const { cluster } = change.step;
  let lastFailure: VaultDrError | undefined;
  /** Whether a call that was sent may still take effect. */
  let mayHaveEffect = false;
  for (const pause of pauses(RETRY)) {
    if (deadline.passed) {
      return { kind: 'refused', detail: lastFailure?.message ?? 'no time was left to ask for it', mayHaveEffect };
    }
    await change.beforeAsking?.();
    if (!(await context.mayAct(change.step))) return { kind: 'overtaken', mayHaveEffect };
    const verdict = await askAndWatch(context, change, { lastFailure, deadline });
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
    log.info('role change is asked for again', { cluster, path: change.path, after: lastFailure?.name });
    await clock.wait(pause);
  }
  throw new Error('pauses never end');
}

/** Asks once, and looks at both clusters beside it, until it is clear what became of it. */
async function askAndWatch(
  context: StepContext,
  change: RoleChange,
  { lastFailure, deadline }: { readonly lastFailure: VaultDrError | undefined; readonly deadline: Deadline },
): Promise<Verdict> {
  const { clock } = context;
  const { cluster } = change.step;
  const over = new AbortController();
  const { wanted, isLost, callTimeoutMs, askAgainAfterMs, mayComeLate = false } = change;
  const asked: Asked = {
    askedAt: clock.now(),
    wanted,
    isLost,
    callTimeoutMs,
    mayComeLate,
    ...(askAgainAfterMs !== undefined && { askAgainAfterMs }),
    looks: [],
  };
  const verdict = new Promise<Verdict>((resolve, reject) => {
    const weigh = (): void => {
      const reached = judge(asked, clock.now(), deadline.passed);
      if (reached) resolve(reached);
    };
    const answering = ask(context, change, lastFailure).then((answer) => {
      asked.answer = answer;
      asked.answeredAt = clock.now();
      weigh();
    });
    const tell = (seen: ClusterObservation): void => {
      asked.looks.push({ at: clock.now(), seen });
      weigh();
    };
    const looking = [
      keepLooking(context, cluster, { signal: over.signal, tell }),
      keepLooking(context, otherCluster(cluster), { signal: over.signal, tell: () => undefined }),
    ];
    Promise.all([answering, ...looking]).catch(reject);
  });
  try {
    return await verdict;
  } finally {
    over.abort();
  }
}

/** @returns `taken`, or why not */
async function ask(
  context: StepContext,
  { step, path, token, body, callTimeoutMs }: RoleChange,
  lastFailure: VaultDrError | undefined,
): Promise<'taken' | VaultDrError> {
  try {
    await context.vault[step.cluster].write(path, {
      timeoutMs: callTimeoutMs,
      ...(token && { token }),
      body: body(lastFailure),
    });
    return 'taken';
  } catch (error) {
    if (error instanceof VaultDrError) return error;
    throw error;
  }
}

/**
 * Whether Vault may have taken the change although it did not say so: the answer got lost, a load balancer spoke for a
 * cluster that already restarts, or Vault failed on the way. "Catching up" is a plain no.
 */
export function mayHaveHappened(failure: VaultDrError): boolean {
  if (failure instanceof NoAnswerError) return failure.mayHaveEffect;
  if (failure instanceof BadAnswerError) return failure.badAnswer !== 'certificate';
  return failure instanceof VaultResponseError && failure.status >= 500 && !isCatchingUp(failure);
}

/** Whether a call that failed so may still take effect: Vault's own error ends it. */
const mayComeLate = (failure: VaultDrError): boolean =>
  mayHaveHappened(failure) && !(failure instanceof VaultResponseError);

/** The only words that tell "not caught up" from other failures. Vault has no code for it. */
export const isCatchingUp = (failure: VaultDrError | undefined): boolean =>
  failure instanceof VaultResponseError && failure.errors.some((text) => text.includes('catching up'));
