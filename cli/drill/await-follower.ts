import { Deadline, type Clock } from '../../functions/shared/clock';
import { poll, type BackOff } from '../../functions/shared/retry';
import type { Plan } from '../../functions/dr-operations/steps';
import { DEFAULT_INTERVAL_SECONDS } from '../../functions/snapshot-puller/contract';
import type { EnvironmentSettings } from '../config';
import { duration } from '../render/phrases';

/** How long an old primary may take to follow, apart from what its data have to wait for. */
const FOLLOW_MS = 180_000;
/** One look may be an invocation of a Lambda. */
const BETWEEN_LOOKS: BackOff = { firstMs: 500, mostMs: 5_000 };

/**
 * How long the old primary may take to follow. A parked cluster follows from its first file on, and the schedule takes one in
 * each interval. A second interval is for one that fails.
 */
export const followLimitMs = ({
  replication,
  snapshotIntervalSeconds: seconds = DEFAULT_INTERVAL_SECONDS,
}: Pick<EnvironmentSettings, 'replication' | 'snapshotIntervalSeconds'>): number =>
  replication === 'snapshot' ? FOLLOW_MS + 2 * seconds * 1000 : FOLLOW_MS;

export interface Waiting {
  /** What a switchover back would do now. @returns `undefined` if that is not known */
  readonly plan: () => Promise<Plan | undefined>;
  readonly limitMs: number;
  /** Tells the operator what is waited for: at first, and whenever it changes. */
  readonly note: (text: string) => void;
  readonly clock: Clock;
}

/** Waits until the switchover back is no longer refused. If it never is, the switchover itself says why. */
export async function awaitFollower({ plan, limitMs, note, clock }: Waiting): Promise<void> {
  const startedAt = clock.now();
  let told: string | undefined;
  const follows = await poll(
    async () => {
      const planned = await plan();
      if (planned?.kind === 'act') return true;
      const why = planned?.kind === 'refuse' ? planned.reason : 'it is not known yet what it would do';
      if (why !== told) {
        const limit = told === undefined ? `, for at most ${duration(limitMs)}` : '';
        note(`waiting for the switchover back to be possible${limit}: ${why}`);
      }
      told = why;
      return undefined;
    },
    { clock, deadline: Deadline.in(clock, limitMs), backOff: BETWEEN_LOOKS },
  );
  if (told === undefined) return;
  const waited = duration(clock.now() - startedAt);
  note(follows ? `the switchover back is possible after ${waited}` : `not possible after ${waited}: ${told}`);
}
