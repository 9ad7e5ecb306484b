import type { StepReport } from '../result';

/** The part of a step that says when it ran. */
type TimedStep = Pick<StepReport, 'outcome' | 'startMs' | 'durationMs'> & { readonly kind: string };

/**
 * For how long a switchover left the pair without a primary, as far as its steps tell: from the call that demotes until the
 * target is primary, ms. A client sees this and what DNS adds. Pure.
 *
 * @returns `undefined` if it did not promote
 */
export function switchMsOf(steps: readonly TimedStep[]): number | undefined {
  const done = steps.filter(({ outcome }) => outcome === 'done');
  const began = done.filter(({ kind }) => kind === 'demote' || kind === 'promote').map(({ startMs }) => startMs);
  const ended = done
    .filter(({ kind }) => kind === 'promote' || kind === 'await-primary')
    .map(({ startMs, durationMs }) => startMs + durationMs);
  return ended.length === 0 ? undefined : Math.max(...ended) - Math.min(...began);
}
