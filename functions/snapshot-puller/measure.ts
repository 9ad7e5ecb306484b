import type { Clock } from '../shared/clock';
import type { SnapshotFile, SnapshotStore } from '../shared/snapshot-store';
import type { PullResult, SnapshotMetric } from './contract';

type Metrics = Partial<Record<SnapshotMetric, number>>;

/** Limit of the look at the newest file after a failure, milliseconds. */
const LOOK_MS = 2_000;

/** What one run measured. A cluster that takes no copies has no age. */
export function ageMetrics(
  { skipped, notRestorable }: PullResult,
  file: SnapshotFile | undefined,
  now: number,
): Metrics {
  const failed = { SnapshotFailed: 0 };
  if (skipped !== undefined || file === undefined) return failed;
  return { ...failed, ...ageOf(file, now), SnapshotBytes: file.bytes, SnapshotNotRestorable: notRestorable.length };
}

/** The newest file gets older with each failure. */
export async function failureMetrics(store: SnapshotStore, clock: Clock): Promise<Metrics> {
  const newest = await store.newest(clock.now(), AbortSignal.timeout(LOOK_MS)).catch(() => undefined);
  return { SnapshotFailed: 1, ...(newest && ageOf(newest, clock.now())) };
}

const ageOf = ({ takenAt }: SnapshotFile, now: number): Metrics => ({
  SnapshotAgeSeconds: Math.max(0, Math.round((now - takenAt) / 1000)),
});
