import { otherCluster, type ClusterName } from '../../shared/contract';
import { stateInWords, wordsOf } from '../replication/words';
import { refuse, type Plan } from '../steps';
import type { World } from '../world';
import { planUndo } from './after-promotion';
import {
  canCompareAgain,
  contradictsDemotion,
  describeCluster,
  leadsTo,
  mayBeOneSet,
  maySettle,
  primariesOf,
  roleOf,
  sameSet,
  upCluster,
} from './facts';
import { isAccepted, type Goal } from './goal';
import { checkReserves, checkToken, leaseChecks, licenseChecks, recordChecks } from './guards';
import type { PlanLimits } from './limits';
import { lossChecks } from './loss-checks';
import { mayObject, object, refuseUnaccepted, refuseUnused, withAccepted, type Check } from './objections';
import { otherSetOf } from './other-set';
import { planCatchUp, planDemotion, planFencing, planListen, planPromotion, planSettle, type Why } from './rounds';
import { describeHearing, hearingOf } from './witness';

/** The target is a secondary that is to be promoted, whatever state the other cluster is in. */
export function planFailover(goal: Goal, world: World, limits: PlanLimits): Plan {
  const { to, accept } = goal;
  const from = otherCluster(to);
  const { promoteFailed, demoted, catchUp } = world.run;
  // One look that contradicts the demotion decides nothing, and no accepted risk covers what the demoted cluster has.
  if (contradictsDemotion(world, from) && maySettle(world, from)) return planSettle(from);
  // A cluster that was enabled in another replication set meanwhile no longer has the data.
  const isOurs = demoted === from && roleOf(world, from) === 'secondary' && mayBeOneSet(world);
  if (promoteFailed !== undefined) {
    // The old primary is better than no primary.
    return isOurs ? planUndo(goal, world, promoteFailed.detail) : refusePromotion(goal, promoteFailed, world);
  }
  if (isOurs && catchUp === 'lacking' && !isAccepted(goal, 'loss')) {
    if (upCluster(world.clusters[from])) return planUndo(goal, world, `${to} did not get every write of ${from}`);
    // It reported more and gives no answer now. It is given up only if it stays silent.
    if (maySettle(world, from)) return planSettle(from);
  }

  const checks = checksOf(goal, world, limits);
  const tokenless = checkToken(world, 1);
  if (tokenless) return tokenless;
  // Waiting cannot remove these objections, so they are reported at once.
  const others = checks.filter((check) => check.accept !== 'unfenced-primary');
  const waiting = refuseUnaccepted(others, accept) ? undefined : waitFirst(goal, world, limits);
  if (waiting) return waiting;
  const objection = refuseUnaccepted(checks, accept) ?? (hasBegun(world) ? undefined : refuseUnused(checks, accept));
  // If a check objects only after the demotion, the old primary is promoted again, unless clients have moved already.
  const canGoBack = isOurs && upCluster(world.clusters[from]) !== undefined && !leadsTo(world, to);
  if (objection && canGoBack) return planUndo(goal, world, objection.reason);
  return objection ?? withAccepted(proceed(goal, world), checks);
}

/** Whether this run or a killed one has done something, so that an accepted check may no longer object. */
const hasBegun = ({ run, unfinished }: World): boolean =>
  unfinished !== undefined ||
  run.demoted !== undefined ||
  run.demoteFailed !== undefined ||
  run.promoted !== undefined ||
  run.notHeld !== undefined;

function refusePromotion(
  { to, accept }: Goal,
  { detail, isBehind }: NonNullable<World['run']['promoteFailed']>,
  world: World,
): Plan {
  const force = object('vault-force', `${to} was not promoted: ${detail}`, wordsOf(world).afterRefusal);
  const mayForce = isBehind === true && !accept.includes('vault-force');
  return refuse('promotion-failed', force.reason, force.remedy, mayForce ? { objections: [force] } : {});
}

/** Waits for what may become clear in a moment, unless the operator has accepted the risk. */
function waitFirst(goal: Goal, world: World, limits: PlanLimits): Plan | undefined {
  if (isAccepted(goal, 'unfenced-primary')) return undefined;
  const from = otherCluster(goal.to);
  const role = roleOf(world, from);
  const refusedToGoDown = role === 'gone' && world.run.demoteFailed !== undefined;
  if ((role === 'changing' || role === 'odd' || refusedToGoDown) && maySettle(world, from)) return planSettle(from);
  // A fence needs no witness.
  if (world.replication?.canFence) return undefined;
  return hearingOf(world, from, limits) === 'perhaps' ? planListen(goal, world) : undefined;
}

/** Everything that objects, or may. */
const checksOf = (goal: Goal, world: World, limits: PlanLimits): Check[] => [
  ...primaryChecks(goal, world, limits),
  ...targetChecks(goal, world),
  ...lossChecks(goal, world, limits),
  ...recordChecks(world, { needed: false }),
  ...leaseChecks(goal, world),
  ...licenseChecks(world, [goal.to, ...primariesOf(world)]),
];

/** Whether the other cluster may be a living primary. */
function primaryChecks({ to }: Goal, world: World, limits: PlanLimits): Check[] {
  const from = otherCluster(to);
  const object_ = (reason: string, remedy: string): Check[] => [object('unfenced-primary', reason, remedy)];
  const role = roleOf(world, from);
  // The fence is tried first, and may fail.
  if (role !== 'secondary' && role !== 'primary' && mayFence(from, world)) return [mayObject('unfenced-primary')];
  switch (role) {
    case 'secondary':
      return [];
    case 'gone': {
      if (world.replication?.canFence) return fenceChecks(from, world);
      if (hearingOf(world, from, limits) === 'silent') return [];
      const last = describeHearing(upCluster(world.clusters[to]));
      return object_(
        `${from} is ${describeCluster(world, from)} from here, but ${to} still hears it (${last}): it may be a living primary`,
        `Repair the network from here to ${from}, or fence ${from}.`,
      );
    }
    case 'primary':
      if (world.run.demoteFailed === undefined) return [mayObject('unfenced-primary')];
      return object_(
        `${from} is a primary and could not be demoted: ${world.run.demoteFailed}`,
        `Fence ${from}, then run failover again.`,
      );
    case 'changing':
      return object_(`${from} answers but does not say which role it has`, `Wait for it, or fence it.`);
    case 'disabled':
      return object_(`${from} serves clients with DR replication disabled`, `Stop it first.`);
    case 'odd':
      return object_(
        `${from} is ${describeCluster(world, from)}: it may still be a primary`,
        `Correct its address or what answers there, or fence it.`,
      );
  }
}

/** Whether a fence that this kind of replication has was not tried yet. */
const mayFence = (cluster: ClusterName, { replication, run }: World): boolean =>
  replication?.canFence === true && run.fence?.cluster !== cluster;

/** A cluster that is silent may take writes from clients that we do not see, so it has to be fenced. */
function fenceChecks(from: ClusterName, world: World): Check[] {
  const { fence } = world.run;
  if (fence?.outcome !== 'not-confirmed') return [];
  return [
    object(
      'unfenced-primary',
      `${from} is ${describeCluster(world, from)} and could not be fenced: ${fence.detail}`,
      `Stop the servers of ${from} or cut them off, and its database if it has one. Then run failover again and accept this.`,
    ),
  ];
}

/** Whether the data of the target is complete and belongs to the same set. */
function targetChecks({ to }: Goal, world: World): Check[] {
  const from = otherCluster(to);
  const [target, source] = [upCluster(world.clusters[to]), upCluster(world.clusters[from])];
  const { otherSet, awaitCopy } = wordsOf(world);
  const foreign = otherSetOf(world, to, 'follows');
  const isCopying = target?.state === 'merkle-sync' || target?.state === 'merkle-diff';
  return [
    ...(target && source && !sameSet(target, source)
      ? [
          object(
            'other-set',
            `${foreign.reason}, so its data is different`,
            otherSet.beforeFailover?.(to, from) ?? foreign.remedy,
          ),
        ]
      : []),
    ...(isCopying
      ? [
          object(
            'vault-force',
            `${to} is still copying (${stateInWords(world.replication?.kind, target.state)}), so its data may be incomplete`,
            awaitCopy,
          ),
        ]
      : []),
    ...(target?.corruptedMerkleTree
      ? [object('vault-force', `${to} reports that its Merkle tree is corrupted`, `Reindex ${to} first.`)]
      : []),
    // Vault says only when it refuses the promotion that it considers the target behind.
    mayObject('vault-force'),
  ];
}

function proceed(goal: Goal, world: World): Plan {
  const { to } = goal;
  const from = otherCluster(to);
  const { catchUp, demoteFailed } = world.run;
  const role = roleOf(world, from);
  const wasDemoted = role === 'secondary' || contradictsDemotion(world, from);
  if (wasDemoted && (catchUp === undefined || canCompareAgain(world, from))) {
    return planCatchUp(goal, world, ['other-demoted', `${from} takes no more writes`]);
  }
  switch (role) {
    case 'secondary':
      return planPromotion(goal, world, ['other-demoted', `${from} is a secondary`]);
    case 'primary':
      if (demoteFailed !== undefined) return planPromotion(goal, world, ['risk-accepted', `accepted: ${demoteFailed}`]);
      return checkReserves(world) ?? planDemotion(goal, world, ['primary-answers', `${from} still answers as primary`]);
    default: {
      const why: Why = [role === 'gone' ? 'other-lost' : 'risk-accepted', `${from} is ${describeCluster(world, from)}`];
      return mayFence(from, world) ? planFencing(goal, world, why) : planPromotion(goal, world, why);
    }
  }
}
