import type { Step } from '../../functions/dr-operations/steps';
import type { ClusterObservation, UpCluster } from '../../functions/shared/cluster-observation';
import { otherCluster, type ClusterName } from '../../functions/shared/contract';
import { NOW } from '../functions/dr-operations/worlds';
import type { Combination } from './combinations';

/** One step of a plan, with the steps of earlier rounds. */
export interface Planned {
  readonly step: Step;
  readonly before: readonly Step[];
  readonly situation: Combination;
}

/** Longest age of a heartbeat from a primary that may be alive, and of writes that a failover may lose. */
const HEARTBEAT_MS = 12_000;
const LAG_MS = 3_600_000;
const LAG_WALS = 1_000;

const up = (seen: ClusterObservation): UpCluster | undefined => (seen.kind === 'up' ? seen : undefined);
const lookOf = ({ world }: Combination, name: ClusterName): ClusterObservation => world.clusters[name];
export const modeOf = (situation: Combination, name: ClusterName): UpCluster['mode'] | undefined =>
  up(lookOf(situation, name))?.mode;
const isAfter = (before: readonly Step[], kind: Step['kind'], cluster: ClusterName): boolean =>
  before.some((step) => step.kind === kind && step.cluster === cluster);
const accepts = ({ asked }: Combination, name: Combination['asked']['accept'][number]): boolean =>
  asked.accept.includes(name);

/** Whether a secondary may hear its primary, which gave us no answer. */
function mayHear(situation: Combination, by: ClusterName): boolean {
  const { heard } = situation.world.run;
  if (heard !== undefined) return heard === 'goes-on';
  const witness = up(lookOf(situation, by));
  if (witness?.mode !== 'secondary' || witness.connected !== true) return false;
  return NOW - Date.parse(witness.lastHeartbeat ?? '') <= HEARTBEAT_MS;
}

/** Whether the cluster cannot be a living primary. */
function isNoPrimary(situation: Combination, name: ClusterName): boolean {
  const seen = lookOf(situation, name);
  switch (seen.kind) {
    case 'up':
      return seen.mode === 'secondary';
    case 'sealed':
    case 'uninitialised':
    case 'unreachable':
      return !mayHear(situation, otherCluster(name));
    case 'changing':
    case 'odd':
      return false;
  }
}

/** Promise 1: no promotion beside what is, or may be, a primary, unless it is demoted or `listen` comes first. */
export function keepsOnePrimary({ step, before, situation }: Planned): boolean {
  if (step.kind !== 'promote') return true;
  const other = otherCluster(step.cluster);
  return (
    isNoPrimary(situation, other) ||
    isAfter(before, 'demote', other) ||
    isAfter(before, 'listen', step.cluster) ||
    accepts(situation, 'unfenced-primary')
  );
}

/** Promise 2: the name goes to a primary, or to a cluster that is promoted first. */
export const givesNameToPrimary = ({ step, before, situation }: Planned): boolean =>
  step.kind !== 'switch-dns' ||
  modeOf(situation, step.cluster) === 'primary' ||
  isAfter(before, 'promote', step.cluster);

/** Promise 4: if another operation may run at the same time, no role changes, unless the other cluster is gone. */
export const keepsOthersOut = ({ step, situation }: Planned): boolean =>
  situation.lease === 'whole' ||
  (step.kind !== 'demote' && step.kind !== 'promote') ||
  ['unreachable', 'sealed'].includes(lookOf(situation, otherCluster('away')).kind) ||
  accepts(situation, 'part-lease');

const isTakeover = ({ asked }: Combination): boolean => ['switchover', 'failback'].includes(asked.operation);

/** Promise 5, a switchover: the name moves only after the proof. */
export function movesNameBehindProof({ step, before, situation }: Planned): boolean {
  if (!isTakeover(situation) || step.kind !== 'switch-dns') return true;
  const { promotion } = situation.world;
  const isDue = promotion?.proof === 'due' && promotion.cluster === step.cluster;
  const isPromotedFirst = isAfter(before, 'promote', step.cluster);
  const follower = up(lookOf(situation, otherCluster(step.cluster)));
  const hasStreamed = follower?.mode === 'secondary' && follower.state === 'stream-wals';
  return !(isDue || isPromotedFirst) || isAfter(before, 'verify', step.cluster) || (!isPromotedFirst && hasStreamed);
}

/** Promise 5, a switchover: it begins only with a secondary that follows, closely, with the same data. */
export function beginsWithFollower({ step, situation }: Planned): boolean {
  if (!isTakeover(situation) || step.kind !== 'demote') return true;
  const target = up(lookOf(situation, otherCluster(step.cluster)));
  const source = up(lookOf(situation, step.cluster));
  if (target?.mode !== 'secondary' || target.state !== 'stream-wals' || target.connected === false) return false;
  const lag = (source?.lastWal ?? 0) - (target.lastRemoteWal ?? 0);
  const hasDiverged = lag === 0 && source?.merkleRoot !== target.merkleRoot;
  return lag <= LAG_WALS && !hasDiverged && target.clusterId === source?.clusterId && !target.corruptedMerkleTree;
}

/** Promise 5, a failover: the loss has a bound, and a living cluster that may have more is compared first. */
export function boundsLoss({ step, before, situation }: Planned): boolean {
  if (step.kind !== 'promote' || situation.asked.operation !== 'failover' || accepts(situation, 'loss')) return true;
  const other = otherCluster(step.cluster);
  const target = up(lookOf(situation, step.cluster));
  if (modeOf(situation, other) === 'secondary') return isAfter(before, 'catch-up', step.cluster);
  const isCutOff = target?.connected === false || target?.state === 'idle';
  if (!isCutOff) return true;
  const ageMs = NOW - Date.parse(target.lastHeartbeat ?? '');
  return modeOf(situation, other) !== 'primary' && ageMs <= LAG_MS;
}

/** Promises 5 and 8: no cluster is overwritten, and no primary demoted, that may have writes of its own. */
export function discardsNothing({ step, before, situation }: Planned): boolean {
  if (step.kind !== 'link' && !(step.kind === 'demote' && situation.asked.operation === 'rejoin')) return true;
  const { promotion } = situation.world;
  const keeper = otherCluster(step.cluster);
  const [lost, kept] = [up(lookOf(situation, step.cluster)), up(lookOf(situation, keeper))];
  const isProven = promotion?.cluster === keeper && promotion.proof === 'came' && lost?.mode !== 'primary';
  const isSame = lost?.merkleRoot !== undefined && lost.merkleRoot === kept?.merkleRoot;
  const isVerified = isAfter(before, 'verify', keeper) || isAfter(before, 'catch-up', keeper);
  // An undone switchover: the linked cluster was not promoted, or was demoted before it had a client.
  const isWayBack = isAfter(before, 'promote', keeper) && isTakeover(situation);
  return isProven || isSame || isVerified || isWayBack || accepts(situation, 'loss');
}

/** Promise 3: if everything is as requested, nothing is changed. */
export function leavesAlone({ situation }: Planned): boolean {
  const { asked, history, weights } = situation;
  const to = asked.operation === 'failback' ? 'home' : 'away';
  const isThere =
    situation[to] === 'primary' && situation[otherCluster(to)] === 'secondary, streaming' && weights === `${to} alone`;
  return !isThere || history !== 'nothing open' || asked.operation === 'dns-switch';
}

/** Promise 6: a failover does not wait for a cluster without an answer, unless an operation is unfinished. */
export const waitsForNobody = ({ step, situation }: Planned): boolean =>
  situation.asked.operation !== 'failover' ||
  step.kind !== 'settle' ||
  lookOf(situation, step.cluster).kind !== 'unreachable' ||
  step.cluster === 'away' ||
  situation.world.unfinished !== undefined;

/** Promise 8: the clients are not moved to an old primary, unless its successor is seen to be a secondary. */
export function keepsOldPrimaryAway({ step, before, situation }: Planned): boolean {
  if (step.kind !== 'switch-dns') return true;
  const { promotion } = situation.world;
  const other = otherCluster(step.cluster);
  if (promotion?.cluster !== other || isAfter(before, 'promote', step.cluster)) return true;
  return modeOf(situation, other) === 'secondary' || accepts(situation, 'loss');
}

/** Promise 8: a fence demotes one of two primaries, or waits for a role. It takes no role from the only primary. */
export const fencesOneOfTwo = ({ step, situation }: Planned): boolean =>
  situation.asked.operation !== 'fence' ||
  step.kind === 'settle' ||
  (step.kind === 'demote' && modeOf(situation, 'home') === 'primary' && modeOf(situation, 'away') === 'primary');
