import type { ClusterObservation } from '../../../shared/cluster-observation';
import { BadAnswerError, NoAnswerError, VaultResponseError, type VaultDrError } from '../../../shared/errors';

/** What is known of a role change after its call was sent. Times are milliseconds since the epoch. */
export interface PendingChange {
  readonly calledAt: number;
  readonly wanted: 'primary' | 'secondary';
  readonly isLost: (observation: ClusterObservation) => boolean;
  /** Limit of the call. */
  readonly callTimeoutMs: number;
  /** If there is no answer after this time, the call may be repeated. @default - it is not repeated */
  readonly repeatAfterMs?: number;
  /** Whether the change may take effect after the waiting has ended. @default false */
  readonly mayComeLate?: boolean;
  /** `accepted`, or why the call failed; `undefined` as long as there is no answer. */
  answer?: 'accepted' | VaultDrError;
  answeredAt?: number;
  /** Looks at the cluster since the call, oldest first. */
  readonly looks: { readonly at: number; readonly seen: ClusterObservation }[];
}

export type Verdict =
  | { readonly kind: 'accepted' }
  /** `isFinal`: repeating the call would only take the same time again. */
  | { readonly kind: 'refused'; readonly detail: string; readonly failure?: VaultDrError; readonly isFinal?: true }
  | { readonly kind: 'unknown' };

/** Vault answers a role change within about 2 s. If the answer was lost, the change may still take effect for this long. */
const TAKE_EFFECT_MS = 4_000;
/** How long the change may still take effect after the call ended. */
const LATE_MS = 2_000;

/**
 * Decides what happened to a role change, from the answer and from what the cluster shows meanwhile. A single look proves
 * neither the new role nor the old one. Pure.
 *
 * @param isOver whether the time for the change is over
 * @returns `undefined` as long as it is not clear
 */
export function judge(pending: PendingChange, now: number, isOver: boolean): Verdict | undefined {
  const { answer, looks, wanted } = pending;
  if (answer === 'accepted') return { kind: 'accepted' };
  if (answer !== undefined && !mayHaveHappened(answer)) {
    return { kind: 'refused', detail: answer.message, failure: answer };
  }
  const [before, newest] = [looks.at(-2), looks.at(-1)];
  const isSure = newest?.seen.kind === 'up' && before?.seen.kind === 'up' && newest.seen.mode === before.seen.mode;
  if (isSure && newest.seen.mode === wanted) return { kind: 'accepted' };
  if (isSure) return judgeOldRole(pending, answer, { seenAt: before.at, now, isOver });
  const isGone = newest !== undefined && pending.isLost(newest.seen);
  return isOver || isGone ? { kind: 'unknown' } : undefined;
}

/** The cluster still shows its old role. */
function judgeOldRole(
  pending: PendingChange,
  answer: VaultDrError | undefined,
  { seenAt, now, isOver }: { readonly seenAt: number; readonly now: number; readonly isOver: boolean },
): Verdict | undefined {
  const { calledAt, repeatAfterMs } = pending;
  const isClear = seenAt >= inDoubtUntil(pending);
  const mayRepeat = repeatAfterMs !== undefined;
  if (answer !== undefined) {
    if (!isClear) return undefined;
    return { kind: 'refused', detail: answer.message, failure: answer, ...(!mayRepeat && timedOut(answer) && FINAL) };
  }
  const detail = `it answers other calls, but gave no answer to the role change in ${Math.round((now - calledAt) / 1000)} s`;
  // The same change may be requested twice: Vault accepts one call and refuses the other.
  if (mayRepeat && !isOver && seenAt >= calledAt + repeatAfterMs) return { kind: 'refused', detail };
  const isAbandoned = isOver && pending.mayComeLate === true;
  return isClear || isAbandoned ? { kind: 'refused', detail, ...FINAL } : undefined;
}

const FINAL = { isFinal: true } as const;

const timedOut = (failure: VaultDrError): boolean => failure instanceof NoAnswerError && failure.noAnswer === 'timeout';

/** Until when the change may still take effect. An error from Vault itself ends it at once. */
function inDoubtUntil({ answer, answeredAt, calledAt, callTimeoutMs }: PendingChange): number {
  const endedAt = answeredAt ?? calledAt + callTimeoutMs;
  return answer instanceof VaultResponseError ? endedAt : Math.max(calledAt + TAKE_EFFECT_MS, endedAt + LATE_MS);
}

/**
 * Whether the change may have happened although the call failed: the answer was lost, a load balancer answered for a
 * cluster that restarts already, or Vault failed during the change. "Catching up" is a clear refusal.
 */
export function mayHaveHappened(failure: VaultDrError): boolean {
  if (failure instanceof NoAnswerError) return failure.mayHaveEffect;
  // Without a complete TLS handshake, no request reaches Vault.
  if (failure instanceof BadAnswerError) return !['certificate', 'client-certificate'].includes(failure.badAnswer);
  return failure instanceof VaultResponseError && failure.status >= 500 && !isCatchingUp(failure);
}

/** Whether a failed call may still take effect later. An error from Vault itself has ended it. */
export const mayComeLate = (failure: VaultDrError): boolean =>
  mayHaveHappened(failure) && !(failure instanceof VaultResponseError);

/** Vault has no code for "not caught up", so its text has to be read. */
export const isCatchingUp = (failure: VaultDrError | undefined): boolean =>
  // eslint-disable-next-line no-restricted-syntax -- Vault's own words
  failure instanceof VaultResponseError && failure.errors.some((text) => text.includes('catching up'));
