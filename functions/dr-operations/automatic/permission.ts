import type { ActName, KnownState } from './state';

/** Why something does not begin by itself, although the watchers agree. */
export type Hindrance =
  /** Fewer than two tables answer, so that a pause could be missed. */
  | 'state-unknown'
  /** Somebody has paused it. */
  | 'paused'
  /** Nobody has acknowledged the last failover that began by itself. */
  | 'not-acknowledged'
  /** The last one was too short a time ago. */
  | 'cooling-down'
  /** More writes might be lost than allowed. */
  | 'too-much-loss'
  /** How many writes might be lost is not known. */
  | 'loss-unknown';

/** Clocks of two machines may differ by 30 s each. */
const SKEW_MS = 60_000;

/** Whether an act may begin by itself, as far as people and the time decide. Pure. @returns what hinders it */
export function hindranceOf(
  act: ActName,
  state: KnownState,
  { now, coolDownSeconds }: { readonly now: number; readonly coolDownSeconds: number },
): Hindrance | undefined {
  if (state.kind === 'unknown') return 'state-unknown';
  if (state.pause) return 'paused';
  const last = state[act];
  if (last === undefined) return undefined;
  if (act === 'failover' && !last.acknowledged) return 'not-acknowledged';
  const sinceMs = now - Date.parse(last.at);
  return sinceMs >= coolDownSeconds * 1000 + SKEW_MS ? undefined : 'cooling-down';
}

/** Whether few enough writes might be lost. Pure. @param lossSeconds `undefined`: it is not known */
export function lossHindrance(lossSeconds: number | undefined, maxLossSeconds: number): Hindrance | undefined {
  if (lossSeconds === undefined) return 'loss-unknown';
  return lossSeconds > maxLossSeconds ? 'too-much-loss' : undefined;
}

export const HINDRANCES: Readonly<Record<Hindrance, string>> = {
  'state-unknown': 'fewer than two tables answer, so that a pause could be missed',
  paused: 'somebody has paused it',
  'not-acknowledged': 'nobody has acknowledged the last failover that began by itself',
  'cooling-down': 'the last one was too short a time ago',
  'too-much-loss': 'more writes might be lost than maxLossSeconds allows',
  'loss-unknown': 'how many writes might be lost is not known',
};
