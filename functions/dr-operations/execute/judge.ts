import type { ClusterObservation } from '../../shared/cluster-observation';
import { NoAnswerError, VaultResponseError, type VaultDrError } from '../../shared/errors';
import { mayHaveHappened } from './change-role';

/** What is known of a role change that was asked for. */
export interface Asked {
  readonly askedAt: number;
  readonly wanted: 'primary' | 'secondary';
  readonly isLost: (observation: ClusterObservation) => boolean;
  /** Limit on the call. */
  readonly callTimeoutMs: number;
  /** After how long without an answer it may be asked again. @default - never: it was one try */
  readonly askAgainAfterMs?: number;
  /** Nobody minds that it takes effect later. @default false */
  readonly mayComeLate?: boolean;
  /** `taken`, or why not; `undefined` as long as no answer came. */
  answer?: 'taken' | VaultDrError;
  answeredAt?: number;
  /** Looks since it was asked, oldest first. */
  readonly looks: { readonly at: number; readonly seen: ClusterObservation }[];
}

export type Verdict =
  | { readonly kind: 'accepted' }
  /** @param isFinal asking again would only take the same time again */
  | { readonly kind: 'refused'; readonly detail: string; readonly failure?: VaultDrError; readonly isFinal?: true }
  | { readonly kind: 'unknown' };

/** Vault answers a role change within about two seconds: so long may one whose answer is missing be on its way. */
const TAKE_EFFECT_MS = 4_000;
/** How long a call that nobody waits for any more may still take effect. */
const LATE_MS = 2_000;
/**
 * Decides what became of a role change, from its answer and from what the cluster shows meanwhile: one look alone proves
 * neither the new role nor the old one. Pure.
 *
 * @param isOver whether the time for it is over
 * @returns `undefined` as long as it is open
 */
export function judge(asked: Asked, now: number, isOver: boolean): Verdict | undefined {
  const { answer, looks, wanted } = asked;
  if (answer === 'taken') return { kind: 'accepted' };
  if (answer !== undefined && !mayHaveHappened(answer)) {
    return { kind: 'refused', detail: answer.message, failure: answer };
  }
  const [before, newest] = [looks.at(-2), looks.at(-1)];
  const isSure = newest?.seen.kind === 'up' && before?.seen.kind === 'up' && newest.seen.mode === before.seen.mode;
  if (isSure && newest.seen.mode === wanted) return { kind: 'accepted' };
  if (isSure) return judgeOldRole(asked, answer, { seenAt: before.at, now, isOver });
  const isGone = newest !== undefined && asked.isLost(newest.seen);
  return isOver || isGone ? { kind: 'unknown' } : undefined;
}

/** The cluster still shows its old role. */
function judgeOldRole(
  asked: Asked,
  answer: VaultDrError | undefined,
  { seenAt, now, isOver }: { readonly seenAt: number; readonly now: number; readonly isOver: boolean },
): Verdict | undefined {
  const { askedAt, askAgainAfterMs } = asked;
  const isClear = seenAt >= inDoubtUntil(asked);
  const mayRepeat = askAgainAfterMs !== undefined;
  if (answer !== undefined) {
    if (!isClear) return undefined;
    return { kind: 'refused', detail: answer.message, failure: answer, ...(!mayRepeat && hung(answer) && FINAL) };
  }
  const detail = `it answers and hangs: no answer to the change of its role in ${Math.round((now - askedAt) / 1000)} s`;
  // The same cluster may be asked for the same again: whichever call is taken, the other one is refused.
  if (mayRepeat && !isOver && seenAt >= askedAt + askAgainAfterMs) return { kind: 'refused', detail };
  const isLeft = isOver && asked.mayComeLate === true;
  return isClear || isLeft ? { kind: 'refused', detail, ...FINAL } : undefined;
}

const FINAL = { isFinal: true } as const;

const hung = (failure: VaultDrError): boolean => failure instanceof NoAnswerError && failure.noAnswer === 'timeout';

/** Vault's own error ends the request; without an answer it may still be at work. */
function inDoubtUntil({ answer, answeredAt, askedAt, callTimeoutMs }: Asked): number {
  const endedAt = answeredAt ?? askedAt + callTimeoutMs;
  return answer instanceof VaultResponseError ? endedAt : Math.max(askedAt + TAKE_EFFECT_MS, endedAt + LATE_MS);
}
