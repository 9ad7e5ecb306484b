import type { Decision } from '../dr-operations/automatic/decide';
import type { Foresight } from '../dr-operations/foresight';
import { announces as isAnnounced } from '../dr-operations/plan/announce';
import { linkTo, primariesOf, roleOf, upCluster } from '../dr-operations/plan/facts';
import { lossBegins } from '../dr-operations/plan/loss';
import type { StatusResult } from '../dr-operations/result';
import type { World } from '../dr-operations/world';
import type { UpCluster } from '../shared/cluster-observation';
import { otherCluster, type ClusterName } from '../shared/contract';
import type { Autopilot } from './autopilot';
import {
  LONGEST_LEASE_SECONDS,
  type AutomaticMetric,
  type ClusterMetric,
  type Measurement,
  type PairMetric,
} from './contract';

const DAY_MS = 24 * 3600 * 1000;

/** What the watch has seen beside the pair itself. */
export interface Surroundings {
  /** When the certificate of each cluster ends, milliseconds since the epoch. */
  readonly certificateEnds: Readonly<Record<ClusterName, number | undefined>>;
  readonly functionsNotReady: number;
  /** What autopilot of each cluster tells. @default - it is not asked */
  readonly autopilot?: Readonly<Record<ClusterName, Autopilot | undefined>> | undefined;
  /** The cluster of the region, if its region announces it. @default - there are no health checks */
  readonly announces?: ClusterName | undefined;
  /** What the watchers agree on. @default - this watch does not decide whether a failover begins by itself */
  readonly agreement?: { readonly decision: Decision; readonly silentWatchers: number } | undefined;
}

/** The metrics of one look. One that is not known is left out, so that its alarm sees that it is missing. Pure. */
export function measure({ world, status, switchover, failover }: Foresight, around: Surroundings): Measurement {
  const primaries = primariesOf(world);
  const [primary] = primaries;
  return {
    pair: withoutUnknown<PairMetric | AutomaticMetric>({
      TwoPrimaries: flag(primaries.length > 1),
      NoPrimary: flag(primaries.length === 0),
      NameElsewhere: nameElsewhere(world),
      LinkDown: flag(primary === undefined || primaries.length > 1 || linkTo(world, primary) === undefined),
      ...(primary !== undefined && primaries.length === 1 && lagOf(world, otherCluster(primary))),
      SwitchoverPossible: flag(switchover.possible),
      FailoverPossible: flag(failover.possible),
      ...tokenTimes(world),
      ...leaseTimes(status, world.now),
      SilentTables: Object.values(status.tables ?? {}).filter(({ kind }) => kind === 'silent').length,
      FunctionsNotReady: around.functionsNotReady,
      ...automaticMetrics(status, around),
    }),
    clusters: { home: clusterMetrics(world, around, 'home'), away: clusterMetrics(world, around, 'away') },
  };
}

const flag = (isSo: boolean): number => (isSo ? 1 : 0);

/** Unknown while Route 53 does not answer or there is no single primary. */
function nameElsewhere(world: World): number | undefined {
  const { records } = world;
  const [primary, second] = primariesOf(world);
  if (records.kind === 'invalid') return 1;
  if (records.kind !== 'known' || primary === undefined || second !== undefined) return undefined;
  return flag(records.weights[primary] === 0 || records.weights[otherCluster(primary)] > 0);
}

function lagOf(
  { clusters, now, replication }: World,
  follower: ClusterName,
): Partial<Record<PairMetric, number | undefined>> {
  const source = upCluster(clusters[otherCluster(follower)]);
  const target = upCluster(clusters[follower]);
  const { lastRemoteWal, lastHeartbeat, serverTimeMs = now } = target ?? {};
  const beat = Date.parse(lastHeartbeat ?? '');
  const countsWals = (replication?.lagUnit ?? 'WALs') === 'WALs';
  return {
    LagWals:
      !countsWals || source?.lastWal === undefined || lastRemoteWal === undefined
        ? undefined
        : Math.max(0, source.lastWal - lastRemoteWal),
    LagSeconds: lagSeconds(target, serverTimeMs),
    HeartbeatAgeSeconds: Number.isNaN(beat) ? undefined : Math.max(0, (serverTimeMs - beat) / 1000),
  };
}

/**
 * The time whose writes a failover would lose now. A secondary that receives nothing falls behind although the lag that it
 * reports stands still.
 */
function lagSeconds(target: UpCluster | undefined, now: number): number | undefined {
  if (target?.canaryAgeMs === undefined) return undefined;
  const receives = target.state === 'stream-wals' && target.connected !== false;
  const since = receives ? undefined : lossBegins(target);
  return (since === undefined ? target.canaryAgeMs : Math.max(0, now - since)) / 1000;
}

/** Without a usable token 0 seconds are left. Where none is needed, nothing is measured. */
function tokenTimes({ token, now }: World): Partial<Record<PairMetric, number | undefined>> {
  if (token.kind === 'not-needed') return {};
  if (token.kind === 'unusable') return { TokenSecondsLeft: 0 };
  const { expiresAt, issuedAt } = token;
  return {
    TokenSecondsLeft: Math.max(0, (expiresAt - now) / 1000),
    RotationAgeSeconds: issuedAt === undefined ? undefined : Math.max(0, (now - issuedAt) / 1000),
  };
}

/**
 * A lease whose time has passed is one of a dead holder, and holds nobody up. One that is held too long is no reason to
 * suppress an alarm.
 */
function leaseTimes({ tables = {} }: StatusResult, now: number): Partial<Record<PairMetric, number>> {
  const leases = Object.values(tables).flatMap((look) => (look.kind === 'answers' && look.lease ? [look.lease] : []));
  const living = leases.filter(({ until }) => Date.parse(until) > now);
  const ages = living.map(({ since }) => (now - Date.parse(since ?? '')) / 1000).filter((age) => !Number.isNaN(age));
  const heldSeconds = Math.max(0, ...ages);
  return {
    OperationRunning: flag(living.length > 0 && heldSeconds <= LONGEST_LEASE_SECONDS),
    LeaseHeldSeconds: heldSeconds,
  };
}

function announced(world: World, name: ClusterName): number | undefined {
  const may = isAnnounced(world, name);
  return may === undefined ? undefined : flag(may);
}

function automaticMetrics(
  { automatic }: StatusResult,
  { agreement: seen }: Surroundings,
): Partial<Record<AutomaticMetric, number>> {
  const agreement = seen && { WatchersDisagree: flag(seen.decision.isAlarming), SilentWatchers: seen.silentWatchers };
  if (automatic?.kind !== 'known') return agreement ?? {};
  const { pause, failover, fence } = automatic;
  const open = [failover, fence].filter((act) => act && !act.acknowledged).length;
  return { ...agreement, ActsNotAcknowledged: open, AutomaticPaused: flag(pause !== undefined) };
}

function clusterMetrics(
  world: World,
  { certificateEnds, announces, autopilot }: Surroundings,
  name: ClusterName,
): Partial<Record<ClusterMetric, number>> {
  const license = upCluster(world.clusters[name])?.license;
  const expiry = Date.parse(license?.expiresAt ?? '');
  const licenseDays = Number.isNaN(expiry) ? undefined : Math.max(0, (expiry - world.now) / DAY_MS);
  const certificateEndsAt = certificateEnds[name];
  const raft = autopilot?.[name];
  return withoutUnknown<ClusterMetric>({
    Primary: flag(roleOf(world, name) === 'primary'),
    Announced: announces === name ? announced(world, name) : undefined,
    CertificateDaysLeft: certificateEndsAt === undefined ? undefined : (certificateEndsAt - world.now) / DAY_MS,
    LicenseDaysLeft: license?.isTerminated ? 0 : licenseDays,
    FailureTolerance: raft?.failureTolerance,
    DeadVoters: raft?.deadVoters,
  });
}

const withoutUnknown = <Name extends string>(
  values: Partial<Record<Name, number | undefined>>,
): Partial<Record<Name, number>> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<
    Record<Name, number>
  >;
