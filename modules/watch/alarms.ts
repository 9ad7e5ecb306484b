import type { ReplicationKind } from '../../functions/dr-operations/replication/traits';
import { otherCluster, type ClusterName } from '../../functions/shared/contract';
import {
  LONGEST_LEASE_SECONDS,
  NOT_MEASURED,
  type AutomaticMetric,
  type PairMetric,
} from '../../functions/watch/contract';
import type { AnyMetric } from './metric';

/** The page that explains the alarms, unless another one is given. */
export const ALARMS_PAGE = 'docs/alarms.md';

/** When a person has to look. `now`: clients are, or would be, without a working pair. */
export type Urgency = 'now' | 'tomorrow';

/** When an alarm is raised. */
export interface AlarmCondition {
  readonly metric: AnyMetric;
  /** The cluster of a metric that each cluster has. @default - a metric of the pair */
  readonly cluster?: ClusterName;
  readonly comparison: 'GreaterThanThreshold' | 'LessThanThreshold';
  readonly threshold: number;
  /** Minutes that have to be over the threshold, of the last minutes that count. */
  readonly minutes: readonly [over: number, of: number];
  /** Length of one of these minutes, for a metric that comes less often. @default 1 */
  readonly periodMinutes?: number;
  /** Whether no data is a fault. The watch leaves out what it does not know. */
  readonly missing: 'breaching' | 'notBreaching';
}

/** One alarm of the watch. */
export interface AlarmSpec extends AlarmCondition {
  /** What is wrong while it is in alarm, as a sentence. */
  readonly says: string;
  readonly urgency: Urgency;
}

/** What the thresholds depend on. */
export interface AlarmLimits {
  /** How the clusters replicate. @default 'enterprise' */
  readonly replication?: ReplicationKind;
  /** @default - the pair has no WALs */
  readonly maxLagWals?: number;
  readonly maxLagSeconds: number;
  /** @default - the pair has no DR operation token */
  readonly rotationMinutes?: number;
  /** Minutes between two copies of the primary. @default - none are made */
  readonly copyMinutes?: number;
  /** What may begin by itself. @default - nothing */
  readonly acts?: { readonly failover: boolean; readonly fence: boolean };
  /** Whether autopilot is asked. @default false */
  readonly autopilot?: boolean;
}

/** Vault sends a heartbeat about every 5 s. */
const OLD_HEARTBEAT_SECONDS = 60;

/** Every alarm of one region: one for whatever can decay in a pair that replicates in this way. Pure. */
export function alarmSpecs(ownCluster: ClusterName, limits: AlarmLimits): readonly AlarmSpec[] {
  const missing: readonly AnyMetric[] = NOT_MEASURED[limits.replication ?? 'enterprise'];
  return everySpec(ownCluster, limits).filter(({ metric }) => !missing.includes(metric));
}

const everySpec = (
  ownCluster: ClusterName,
  { replication = 'enterprise', maxLagWals, maxLagSeconds, rotationMinutes, copyMinutes, acts, autopilot }: AlarmLimits,
): readonly AlarmSpec[] => [
  { ...flag('TwoPrimaries', [1, 1]), says: 'Both clusters are primary.', urgency: 'now' },
  { ...flag('NoPrimary', [2, 2]), says: 'No cluster is known to be primary.', urgency: 'now' },
  { ...flag('NameElsewhere', [2, 2]), says: 'The client name does not lead to the primary alone.', urgency: 'now' },
  {
    ...possible('FailoverPossible', [3, 5]),
    says: 'A failover would be refused now, or the watch is silent.',
    urgency: 'now',
  },
  { ...possible('SwitchoverPossible', [3, 5]), says: 'A switchover would be refused now.', urgency: 'tomorrow' },
  { ...flag('LinkDown', [3, 3]), says: 'The other cluster does not follow the primary.', urgency: 'now' },
  ...(maxLagWals === undefined ? [] : [lagWals(maxLagWals)]),
  lagSeconds(replication, maxLagSeconds),
  {
    ...above('HeartbeatAgeSeconds', OLD_HEARTBEAT_SECONDS, [3, 5]),
    says: 'The secondary has not heard the primary for a minute.',
    urgency: 'tomorrow',
  },
  ...(rotationMinutes === undefined ? [] : tokenAlarms(rotationMinutes)),
  ...(copyMinutes === undefined ? [] : copyAlarms(copyMinutes)),
  {
    ...above('LeaseHeldSeconds', LONGEST_LEASE_SECONDS, [1, 1]),
    says: 'An operation has held the lease for more than 15 minutes.',
    urgency: 'now',
  },
  { ...above('SilentTables', 0, [3, 5]), says: 'This region does not reach a lease table.', urgency: 'tomorrow' },
  {
    ...above('FunctionsNotReady', 0, [3, 5]),
    missing: 'breaching',
    says: 'A Lambda of this region could not run an operation.',
    urgency: 'now',
  },
  ...(acts?.failover || acts?.fence ? ACT_ALARMS : []),
  // Only the watch of away decides.
  ...(acts?.failover && ownCluster === 'away' ? WATCHER_ALARMS : []),
  ...[ownCluster, otherCluster(ownCluster)].flatMap((cluster): AlarmSpec[] => [
    {
      ...below('CertificateDaysLeft', 21, [1, 1]),
      cluster,
      says: `The certificate of ${cluster} ends within three weeks.`,
      urgency: 'tomorrow',
    },
    {
      ...below('LicenseDaysLeft', 14, [1, 1]),
      cluster,
      says: `The license of ${cluster} ends within two weeks.`,
      urgency: 'tomorrow',
    },
    ...(autopilot ? autopilotAlarms(cluster) : []),
  ]),
];

type Minutes = AlarmSpec['minutes'];
const above = (metric: AlarmSpec['metric'], threshold: number, minutes: Minutes): AlarmCondition => ({
  metric,
  comparison: 'GreaterThanThreshold',
  threshold,
  minutes,
  missing: 'notBreaching',
});

const below = (metric: AlarmSpec['metric'], threshold: number, minutes: Minutes): AlarmCondition => ({
  ...above(metric, threshold, minutes),
  comparison: 'LessThanThreshold',
});

const flag = (metric: PairMetric | AutomaticMetric, minutes: Minutes): AlarmCondition => above(metric, 0, minutes);

const lagWals = (maxLagWals: number): AlarmSpec => ({
  ...above('LagWals', maxLagWals, [3, 5]),
  missing: 'breaching',
  says: `The secondary lacks more than ${maxLagWals} WALs, or nobody knows how many.`,
  urgency: 'tomorrow',
});

/** Copies come at intervals. The threshold leaves room for some that fail, so that more time would only hide the fault. */
const lagSeconds = (replication: ReplicationKind, most: number): AlarmSpec =>
  replication === 'snapshot'
    ? {
        ...above('LagSeconds', most, [2, 2]),
        says: `A failover would lose the writes of more than ${most} s.`,
        urgency: 'now',
      }
    : {
        ...above('LagSeconds', most, [3, 5]),
        says: `The secondary is more than ${most} s behind.`,
        urgency: 'tomorrow',
      };

const tokenAlarms = (rotationMinutes: number): readonly AlarmSpec[] => [
  {
    ...below('TokenSecondsLeft', 1.5 * 60 * rotationMinutes, [2, 2]),
    missing: 'breaching',
    says: 'The DR operation token of this region ends before a failed rotation could be repaired.',
    urgency: 'now',
  },
  {
    ...above('RotationAgeSeconds', 2 * 60 * rotationMinutes, [2, 2]),
    says: 'The DR operation token of this region was not rotated.',
    urgency: 'tomorrow',
  },
];

/** The Lambda writes whether it failed in each run, in either role of the region. Silence means that it does not run. */
const copyAlarms = (periodMinutes: number): readonly AlarmSpec[] => [
  {
    ...above('SnapshotFailed', 0, [3, 3]),
    periodMinutes,
    missing: 'breaching',
    says: 'No snapshot of the other cluster could be taken: a failover would lose more and more.',
    urgency: 'now',
  },
  {
    ...above('SnapshotNotRestorable', 0, [3, 3]),
    periodMinutes,
    says: 'The cluster of this region could not restore the newest snapshot: its version or its seal does not fit.',
    urgency: 'now',
  },
];

const ACT_ALARMS: readonly AlarmSpec[] = [
  {
    ...flag('ActsNotAcknowledged', [1, 1]),
    says: 'An operation has begun by itself, and nobody has acknowledged it.',
    urgency: 'now',
  },
];

const WATCHER_ALARMS: readonly AlarmSpec[] = [
  {
    ...flag('WatchersDisagree', [2, 3]),
    says: 'The watchers do not agree on home, so that no failover begins by itself.',
    urgency: 'now',
  },
  {
    ...flag('SilentWatchers', [5, 5]),
    says: 'A watcher of another region is silent, so that no failover would begin by itself.',
    urgency: 'tomorrow',
  },
];

/** A storage without autopilot tells neither, so no data is no fault. */
const autopilotAlarms = (cluster: ClusterName): readonly AlarmSpec[] => [
  {
    ...below('FailureTolerance', 1, [3, 5]),
    cluster,
    says: `${cluster} stops serving if it loses one more node.`,
    urgency: 'tomorrow',
  },
  {
    ...above('DeadVoters', 0, [15, 15]),
    cluster,
    says: `A voter of ${cluster} has been dead for 15 minutes.`,
    urgency: 'tomorrow',
  },
];

/** A watch that is silent proves nothing. */
const possible = (metric: PairMetric, minutes: Minutes): AlarmCondition => ({
  ...below(metric, 1, minutes),
  missing: 'breaching',
});

/** Raised while an operation or a drill runs, which has its own report. */
export const RUNNING: AlarmCondition = flag('OperationRunning', [1, 1]);
