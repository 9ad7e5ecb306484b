import type { ClusterObservation } from '../../shared/cluster-observation';
import { VaultResponseError, type VaultDrError } from '../../shared/errors';
import { mayHaveHappened } from './change-role';

/** What is known of a role change that was asked for. */
export interface Asked {
  readonly askedAt: number;
  readonly wanted: 'primary' | 'secondary';
  readonly isLost: (observation: ClusterObservation) => boolean;
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
export const TAKE_EFFECT_MS = 4_000;
/** So many looks in a row have to show the new role before it counts without an answer. */
const SURE_LOOKS = 2;

/**
 * Decides what became of a role change, from its answer and from what the cluster shows meanwhile. Pure.
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
  const last = looks.slice(-SURE_LOOKS);
  if (last.length === SURE_LOOKS && last.every(({ seen }) => seen.kind === 'up' && seen.mode === wanted)) {
    return { kind: 'accepted' };
  }
  const newest = looks.at(-1);
  const keepsItsRole = newest?.seen.kind === 'up' && newest.seen.mode !== wanted && newest.at >= inDoubtUntil(asked);
  if (keepsItsRole && answer !== undefined) return { kind: 'refused', detail: answer.message, failure: answer };
  if (keepsItsRole) {
    const detail = `it answers and hangs: no answer to the change of its role in ${Math.round((now - asked.askedAt) / 1000)} s`;
    return { kind: 'refused', detail, isFinal: true };
  }
  const isGone = newest !== undefined && asked.isLost(newest.seen);
  return isOver || isGone ? { kind: 'unknown' } : undefined;
}

/** Vault's own error ends the request; without an answer it may still be at work. */
const inDoubtUntil = ({ answer, answeredAt, askedAt }: Asked): number =>
  answer instanceof VaultResponseError ? (answeredAt ?? askedAt) : askedAt + TAKE_EFFECT_MS;
