import { otherCluster, type ClusterName } from '../../shared/contract';
import { act, done, refuse, type LeftToDo, type Plan, type Round, type Step } from '../steps';
import type { World } from '../world';
import {
  canAskAgain,
  contradictsDemotion,
  describeCluster,
  isLedAway,
  isTooOld,
  leadsTo,
  linkTo,
  mayBeOneSet,
  maySettle,
  roleOf,
  upCluster,
} from './facts';
import { isAccepted, type Goal } from './goal';
import { isLinkUnseen, leftOfLink, linkedTo, linkSteps, mayShowLink, refuseLink } from './linkable';
import { assessDiscard, assessLoss, describeLoss } from './loss';
import {
  awaitPrimaryStep,
  confirmDnsStep,
  demoteStep,
  linkStep,
  nameSteps,
  planSettle,
  promoteStep,
  switchDnsSteps,
  verifyStep,
  type Why,
} from './rounds';

/**
 * Whether this system promoted the cluster before it was proven to have every write, and the proof is still missing. The
 * promotion may be of this run or of one that was killed. Only the verification gives the proof, or a link that has
 * streamed since. Where the client name leads proves nothing, because anybody may have moved it.
 */
export const isProofDue = (world: World, name: ClusterName): boolean =>
  world.promotion?.cluster === name && world.promotion.proof === 'due' && linkTo(world, name) !== 'streaming';

/** The target was promoted and the proof is due: verifies, then finishes, or undoes if the other cluster has more. */
export function planProof(goal: Goal, world: World): Plan {
  const { kind, to } = goal;
  const from = otherCluster(to);
  const { catchUp } = world.run;
  // A failover whose clients have moved is decided. A later rejoin tells what the other cluster has.
  if (kind === 'failover' && leadsTo(world, to)) return planFinish(goal, world);
  if ((catchUp !== 'lacking' && catchUp !== 'not-proven') || canAskAgain(world, from)) {
    return act(
      [verifyStep(goal)],
      [...nameSteps(goal, world), awaitPrimaryStep(to)],
      [...(goal.leavesName ? [] : [confirmDnsStep(to)]), ...(kind === 'switchover' ? linkSteps(from, world) : [])],
    );
  }
  // One unclear look decides nothing. A cluster that gives no answer has been waited for already.
  if (world.clusters[from].kind !== 'unreachable' && maySettle(world, from)) return planSettle(from);
  const isThere =
    upCluster(world.clusters[from]) !== undefined && ['secondary', 'primary'].includes(roleOf(world, from));
  // A failover continues if the cluster that it demoted is gone. It does not ignore one that is up and has more.
  const goesOn = isAccepted(goal, 'loss') || (world.run.promoted === to && !isThere);
  if (kind === 'failover' && goesOn) return planFinish(goal, world);
  if (isThere && hadNoClients(goal, world)) {
    return planPromotionUndo(goal, world, `${to} did not get every write of ${from}`);
  }
  return refuseUnproven(goal, world, isThere);
}

/** @param isThere whether the other cluster is up */
function refuseUnproven({ to }: Goal, world: World, isThere: boolean): Plan {
  const from = otherCluster(to);
  const loss = describeLoss(assessLoss(world, to));
  const objection = {
    accept: 'loss',
    reason: isThere
      ? `${from} has writes that ${to} does not have (${loss})`
      : `${to} may not have the last writes of ${from}`,
    remedy: `Run failover to ${to} with loss accepted to continue without them.`,
  } as const;
  const more = { objections: [objection], left: ['failover'] } as const;
  if (isThere) {
    return refuse(
      'proof-missing',
      `${to} is primary and may have had clients, and ${from} has writes that ${to} does not have`,
      `Undoing the promotion would lose what clients wrote on ${to} since. Decide which cluster to keep: ${objection.remedy}`,
      more,
    );
  }
  return refuse(
    'proof-missing',
    `${to} is primary, but ${from} is ${describeCluster(world, from)}: whether ${to} has its last writes is not known`,
    `Run failover to ${to} with loss accepted to move the clients now (${loss}), ` +
      `or switchover again when ${from} is back.`,
    more,
  );
}

/**
 * Whether no client can have reached the promoted cluster, so that undoing its promotion loses nothing. The journal says
 * what this system did. If somebody edited the weights, clients may be anywhere.
 */
const hadNoClients = ({ to }: Goal, world: World): boolean =>
  world.promotion?.hadClients !== true &&
  (leadsTo(world, otherCluster(to)) || (world.run.promoted === to && !leadsTo(world, to)));

/** The target is primary, or Vault has accepted its promotion: moves the client name, then links the other cluster. */
export function planFinish(goal: Goal, world: World): Plan {
  const { kind, to } = goal;
  const from = otherCluster(to);
  const serving = upCluster(world.clusters[to])?.serving === true;
  const target = world.clusters[to];
  // The cluster says that its promotion did not hold. The name waits until that is certain.
  const isDoubtful = target.kind === 'changing' && target.mode === 'secondary';
  const traffic: Step[] = [...(isDoubtful ? [] : nameSteps(goal, world)), ...(serving ? [] : [awaitPrimaryStep(to)])];
  const unconfirmed = world.run.dnsChange?.active === to && world.run.insync === undefined;
  const linked = linkedTo(world, to);
  // A link overwrites the follower. One that may have more is left to rejoin, which says what it discards.
  const canLink =
    ['secondary', 'changing'].includes(roleOf(world, from)) &&
    mayBeOneSet(world) &&
    refuseLink(from, world) === undefined &&
    assessDiscard(world, to).kind === 'none';
  const afterwards: Step[] = [
    ...(unconfirmed || traffic.some((step) => step.kind === 'switch-dns') ? [confirmDnsStep(to)] : []),
    ...(kind === 'switchover' && !linked && canLink ? [linkStep(from)] : []),
  ];
  if (traffic.length + afterwards.length > 0) return act(traffic, afterwards);
  // Where that happens by itself, the rejoin that is left takes it down again.
  const mayReturn = world.replication?.mayServeAgain === true;
  if (kind === 'switchover' && !mayReturn && roleOf(world, from) === 'primary') return refuseSecondPrimary(to);
  // It may be primary again. That is certain only after a while.
  const isDoubted = contradictsDemotion(world, from) && maySettle(world, from);
  if (isDoubted || mayShowLink(world, to)) return planSettle(from);
  const isNameDue = goal.leavesName === true && switchDnsSteps(to, world).length > 0;
  const left: LeftToDo[] = [
    ...(isNameDue ? (['switch-dns'] as const) : []),
    ...(world.run.insync === 'not-confirmed' ? (['confirm-dns'] as const) : []),
    ...leftOfLink(linked),
    ...(!linked && isTooOld(world, from) ? (['upgrade'] as const) : []),
    ...(linked ? [] : (['rejoin'] as const)),
  ];
  if (isNameDue) return done(`${to} is primary, and the client name has to be moved to it`, left);
  const leader = world.run.nameRefused === undefined ? 'the client name leads' : 'the health checks lead the clients';
  return done(`${to} is primary and ${leader} to it`, left);
}

/** Somebody has made the old primary one again while the operation went on. */
const refuseSecondPrimary = (to: ClusterName): Plan =>
  refuse(
    'two-primaries',
    `${to} is primary and the clients were led to it, and ${otherCluster(to)} is primary again: both take writes`,
    `Run rejoin at once: it demotes ${otherCluster(to)}.`,
    { left: ['rejoin'] },
  );

/**
 * The takeover cannot be finished, or not without loss: promotes the old primary again. It has every write, because no
 * cluster has served clients since it was demoted.
 */
export function planUndo(goal: Goal, world: World, why: string): Plan {
  const { to } = goal;
  const { run } = world;
  const from = otherCluster(to);
  if (run.promoteFailed?.cluster === from) {
    return refuse(
      'promotion-failed',
      `Neither cluster is primary: ${to} could not take over, and ${from} was not promoted again: ${run.promoteFailed.detail}`,
      `Look at both clusters, then run failover to ${from}, which has every write.`,
      { left: ['failover'] },
    );
  }
  return act(...promoteAgain(from, why), linkBack(goal, world));
}

/** Vault may require `force` for a demoted cluster without a primary. It cannot lack a write. */
const promoteAgain = (from: ClusterName, why: string): Round[] => [
  [promoteStep(from, undoWhy(from, why), true)],
  [awaitPrimaryStep(from)],
];

const undoWhy = (from: ClusterName, why: string): Why => ['undo', `back to ${from}: ${why}`];

/** After a failover is undone, do not link back: the target may hold writes that the other cluster lacks. */
const linkBack = ({ kind, to }: Goal, world: World): Round =>
  kind === 'switchover' && !isTooOld(world, to) ? [linkStep(to)] : [];

/** The same if the target was promoted before the proof: it is demoted first. */
function planPromotionUndo(goal: Goal, world: World, why: string): Plan {
  const { to } = goal;
  const from = otherCluster(to);
  if (world.run.demoteFailed !== undefined) {
    return refuse(
      'demotion-failed',
      `${to} does not have every write of ${from}, and could not be demoted again: ${world.run.demoteFailed}`,
      `The client name has not moved. Demote ${to} by hand, then run the same operation again.`,
    );
  }
  return act(
    // A cluster that restarts shows its old role for a while, so it is demoted only once it serves as primary.
    upCluster(world.clusters[to])?.serving ? [] : [awaitPrimaryStep(to)],
    [demoteStep(to, ['undo', why])],
    ...(roleOf(world, from) === 'primary' ? [] : promoteAgain(from, why)),
    linkBack(goal, world),
  );
}

/** The old primary is primary again: moves the client name back if it had moved, and links the target. */
export function planUndoFinish(goal: Goal, world: World): Plan {
  const { kind, to } = goal;
  const from = otherCluster(to);
  // The name has moved only if a promotion was accepted and did not hold.
  const hasMoved = leadsTo(world, to) || isLedAway(world, from);
  const traffic = hasMoved && world.run.dnsChange ? switchDnsSteps(from, world) : [];
  if (upCluster(world.clusters[from])?.serving !== true) return act([...traffic, awaitPrimaryStep(from)]);
  if (traffic.length > 0) return act(traffic, [confirmDnsStep(from)]);
  const linked = linkedTo(world, from);
  // If this run began with a working link, the target has no writes of its own. Otherwise rejoin says what it discards.
  const isHarmless = world.run.demoted !== undefined || assessDiscard(world, from).kind === 'none';
  // Without its promotion the old primary has no secondary, so there is no link that could be cut.
  const isLinkable = !isTooOld(world, to) && (world.run.demoted !== undefined || !isLinkUnseen(world, to));
  const canLink = ['secondary', 'changing'].includes(roleOf(world, to)) && isHarmless && isLinkable;
  if (kind === 'switchover' && canLink && !linked) return act([linkStep(to)]);
  const { promoteFailed, catchUp } = world.run;
  const missing = catchUp === 'lacking' || catchUp === 'not-proven';
  const why = promoteFailed?.detail ?? `${to} ${missing ? 'did not catch up' : 'was lost'}`;
  return refuse(
    'undone',
    `The ${kind} was undone, ${from} is primary again: ${why}`,
    `Look at the replication of ${to}, then try again.`,
    linked ? {} : { left: isTooOld(world, to) ? ['upgrade', 'rejoin'] : ['rejoin'] },
  );
}
